using Apertis.Gateway.Chat;
using Apertis.Gateway.Serving;

namespace Apertis.Gateway.Faults;

/// <summary>A pause before the answers to some prompts.</summary>
/// <param name="settings">With the text of those prompts.</param>
/// <param name="pause">How long; infinite until the client goes away.</param>
internal sealed class SlowPromptFault(FaultSettings settings, TimeSpan pause) : FaultAction
{
    private readonly string _text = settings.Text("text") ?? "";

    public override Task BeforeAnswerAsync(Exchange exchange, ChatCall call) =>
        call.Said.Contains(_text, StringComparison.Ordinal) ? Task.Delay(pause, exchange.Aborted) : Task.CompletedTask;
}
