using Apertis.Gateway.Chat;

namespace Apertis.Gateway.Faults;

internal sealed class StreamEndFault(FaultSettings settings) : StreamBreakFault(settings)
{
    protected override Task<StreamStep> BreakAsync(ChatStream stream) => Task.FromResult(StreamStep.Stop);
}
