using Apertis.Gateway.Serving;

namespace Apertis.Gateway.Faults;

/// <summary>An error of the table.</summary>
internal sealed class ErrorFault(
    FaultSettings settings, ErrorAnswer answer, params (string Name, string Value)[] headers) : FaultAction
{
    private readonly ErrorAnswer _answer = answer with { Status = settings.Status(answer.Status) };

    public override Task ServeAsync(Exchange exchange, Func<Exchange, Task> endpoint)
    {
        foreach ((string name, string value) in headers)
        {
            exchange.Headers[name] = value;
        }

        return exchange.WriteErrorAsync(_answer);
    }
}
