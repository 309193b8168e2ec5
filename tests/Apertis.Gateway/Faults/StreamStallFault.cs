using Apertis.Gateway.Chat;

namespace Apertis.Gateway.Faults;

internal sealed class StreamStallFault(FaultSettings settings) : StreamBreakFault(settings)
{
    private readonly TimeSpan _pause = settings.Milliseconds("ms", 200);

    protected override async Task<StreamStep> BreakAsync(ChatStream stream)
    {
        while (true)
        {
            await Task.Delay(_pause, stream.Exchange.Aborted);
            await stream.SendRawAsync(": ping\n\n");
        }
    }
}
