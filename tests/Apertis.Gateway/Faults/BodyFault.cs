using Apertis.Gateway.Serving;

namespace Apertis.Gateway.Faults;

/// <summary>A fixed body.</summary>
internal sealed class BodyFault(
    FaultSettings settings, int status, string contentType, string body, Sender sender = Sender.Api) : FaultAction
{
    private readonly int _status = settings.Status(status);

    public override Sender Sender => sender;

    public override Task ServeAsync(Exchange exchange, Func<Exchange, Task> endpoint) =>
        exchange.WriteAsync(_status, contentType, body);
}
