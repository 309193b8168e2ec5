using Apertis.Gateway.Chat;

namespace Apertis.Gateway.Faults;

internal sealed class StreamErrorFault(FaultSettings settings) : StreamBreakFault(settings)
{
    private readonly string _event = $"data: {settings.Error("upstream_error").Body}\n\n";

    protected override async Task<StreamStep> BreakAsync(ChatStream stream)
    {
        await stream.SendRawAsync(_event);
        return StreamStep.Stop;
    }
}
