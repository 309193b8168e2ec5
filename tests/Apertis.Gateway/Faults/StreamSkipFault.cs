using Apertis.Gateway.Chat;

namespace Apertis.Gateway.Faults;

/// <summary>Leaves one kind of event out.</summary>
internal sealed class StreamSkipFault(StreamEvent left) : FaultAction
{
    public override ValueTask<StreamStep> BeforeEventAsync(ChatStream stream, StreamEvent upcoming) =>
        ValueTask.FromResult(upcoming == left ? StreamStep.Skip : StreamStep.Send);
}
