using Apertis.Gateway.Keys;
using Apertis.Gateway.Serving;

namespace Apertis.Gateway.Faults;

/// <summary>An error for the requests of one key; those of others are served.</summary>
internal sealed class KeyErrorFault(FaultSettings settings) : FaultAction
{
    private readonly string _key = KeyRing.Find(settings.Text("key") ?? nameof(GatewayKeys.Good));
    private readonly ErrorFault _error = new(settings, settings.Error("invalid_api_key"));

    public override bool Concerns(Exchange exchange) => exchange.Key == _key;

    public override Task ServeAsync(Exchange exchange, Func<Exchange, Task> endpoint) =>
        _error.ServeAsync(exchange, endpoint);
}
