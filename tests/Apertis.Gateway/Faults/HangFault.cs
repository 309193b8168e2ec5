using Apertis.Gateway.Serving;

namespace Apertis.Gateway.Faults;

internal sealed class HangFault : FaultAction
{
    public override Task ServeAsync(Exchange exchange, Func<Exchange, Task> endpoint) =>
        Task.Delay(Timeout.InfiniteTimeSpan, exchange.Aborted);
}
