using Apertis.Gateway.Chat;

namespace Apertis.Gateway.Faults;

/// <summary>Something happens to a stream after a number of data events, at the latest before its finish_reason.</summary>
internal abstract class StreamBreakFault(FaultSettings settings) : FaultAction
{
    private readonly int _after = settings.Number("after", 3);

    public sealed override async ValueTask<StreamStep> BeforeEventAsync(ChatStream stream, StreamEvent upcoming) =>
        stream.EventsSent >= _after || upcoming >= StreamEvent.Finish ? await BreakAsync(stream) : StreamStep.Send;

    protected abstract Task<StreamStep> BreakAsync(ChatStream stream);
}
