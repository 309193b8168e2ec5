using Apertis.Gateway.Chat;

namespace Apertis.Gateway.Faults;

/// <summary>One broken event; what follows is in order again.</summary>
internal sealed class StreamMalformedFault(FaultSettings settings) : FaultAction
{
    private readonly int _after = settings.Number("after", 3);

    public override async ValueTask<StreamStep> BeforeEventAsync(ChatStream stream, StreamEvent upcoming)
    {
        bool late = upcoming == StreamEvent.Finish && stream.EventsSent < _after;
        if (stream.EventsSent == _after || late)
        {
            await stream.SendRawAsync("data: {\"id\":\"chatcmpl-1\",\"choices\":[{\"ind\n\n");
        }

        return StreamStep.Send;
    }
}
