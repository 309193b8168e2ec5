using Apertis.Gateway.Serving;

namespace Apertis.Gateway.Faults;

/// <summary>An error of the table.</summary>
internal sealed class ErrorFault(FaultSettings settings, ErrorAnswer answer) : FaultAction
{
    private readonly ErrorAnswer _answer = answer with { Status = settings.Status(answer.Status) };

    public override Task ServeAsync(Exchange exchange, Func<Exchange, Task> endpoint) =>
        exchange.WriteErrorAsync(_answer);
}
