using Apertis.Gateway.Chat;

namespace Apertis.Gateway.Faults;

internal sealed class StreamCutFault(FaultSettings settings) : StreamBreakFault(settings)
{
    protected override async Task<StreamStep> BreakAsync(ChatStream stream)
    {
        await stream.Exchange.ResetAsync();
        return StreamStep.Stop;
    }
}
