using Apertis.Gateway.Serving;

namespace Apertis.Gateway.Faults;

internal sealed class CloseFault : FaultAction
{
    public override Task ServeAsync(Exchange exchange, Func<Exchange, Task> endpoint) => exchange.CloseAsync();
}
