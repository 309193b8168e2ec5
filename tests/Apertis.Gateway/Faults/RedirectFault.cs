using Apertis.Gateway.Serving;

namespace Apertis.Gateway.Faults;

internal sealed class RedirectFault(FaultSettings settings) : FaultAction
{
    private readonly int _status = settings.Status(302);
    private readonly string _to = settings.Text("to") ?? "https://elsewhere.invalid/login";

    public override Task ServeAsync(Exchange exchange, Func<Exchange, Task> endpoint)
    {
        exchange.Headers.Location = _to;
        return exchange.WriteAsync(_status, Exchange.Html, "");
    }
}
