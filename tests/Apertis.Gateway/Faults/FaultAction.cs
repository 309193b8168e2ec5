using Apertis.Gateway.Chat;
using Apertis.Gateway.Serving;

namespace Apertis.Gateway.Faults;

/// <summary>What a fault does to a request that meets it; as it stands, nothing.</summary>
internal abstract class FaultAction
{
    /// <summary>Who seems to answer.</summary>
    public virtual Sender Sender => Sender.Api;

    /// <summary>Pause before anything else, unless the setting <c>delay-ms</c> names another.</summary>
    public virtual TimeSpan Delay => TimeSpan.Zero;

    /// <summary>Pause between streamed words; null leaves the gateway's.</summary>
    public virtual TimeSpan? WordDelay => null;

    /// <summary>Nothing of a stream leaves before its end.</summary>
    public virtual bool HoldsBackStream => false;

    /// <summary>Whether a request is one of those that meet the fault; others are served as without it, and not counted.</summary>
    public virtual bool Concerns(Exchange exchange) => true;

    /// <summary>Answers in place of the endpoint, or around it.</summary>
    public virtual Task ServeAsync(Exchange exchange, Func<Exchange, Task> endpoint) => endpoint(exchange);

    /// <summary>Whatever goes before the answer to a valid chat request.</summary>
    public virtual Task BeforeAnswerAsync(Exchange exchange, ChatCall call) => Task.CompletedTask;

    /// <summary>Changes a chat answer.</summary>
    public virtual ChatReply Alter(ChatReply reply) => reply;

    /// <summary>Decides on the next event of a stream, and may do something first.</summary>
    public virtual ValueTask<StreamStep> BeforeEventAsync(ChatStream stream, StreamEvent upcoming) =>
        ValueTask.FromResult(StreamStep.Send);
}
