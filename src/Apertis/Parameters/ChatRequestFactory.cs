using Apertis.Client.Chat;

namespace Apertis.Parameters;

/// <summary>Makes the request of each input.</summary>
/// <param name="template">What all requests of the command have in common.</param>
internal sealed class ChatRequestFactory(ChatRequest template)
{
    private const string DefaultModel = "gpt-4.1";
    private const string ModelVariable = "APERTIS_MODEL";

    /// <summary>Images that go with every prompt.</summary>
    public IReadOnlyList<ChatImage> Images { get; init; } = [];

    /// <summary>The conversation before the prompts; null when none was given.</summary>
    public object[]? Message { get; init; }

    /// <summary>Whether a model was named on the command line.</summary>
    public bool IsModelGiven { get; init; }

    /// <summary>Whether something was given beside which a piped result is a conversation to go on with.</summary>
    public bool IsPromptGiven { get; init; }

    /// <summary>Whether answers are to be JSON, whose objects are wanted too.</summary>
    public bool IsObjectWanted => template.ResponseFormat is not null;

    /// <summary>The request of one input.</summary>
    /// <param name="input">The input.</param>
    /// <param name="refusal">Why its prompt is none; null when it is one.</param>
    /// <param name="continued">The earlier result whose conversation goes on; null for none.</param>
    /// <param name="model">The model of the command line or of the piped object; null for none.</param>
    /// <param name="systemMessage">How the model is to behave; null for nothing.</param>
    /// <exception cref="ApertisException">The input can't be sent.</exception>
    public ChatRequest Create(ChatInput input, PromptRefusal? refusal, ChatResult? continued, string? model, string? systemMessage)
    {
        if (ReferenceEquals(continued, ConversationAttribute.OnlyPrompt))
        {
            throw ChatMessages.Refuse("something else than an earlier result was piped in, and a prompt was given too", "Piped text is the prompt: say with -SystemMessage what to do with it, as in Get-Content notes.txt -Raw | Invoke-ApertisChat -SystemMessage 'Summarise'.");
        }

        if (continued is not null && !IsPromptGiven)
        {
            throw ChatMessages.Refuse("an earlier result was piped in, but no prompt says how its conversation goes on", "Give the prompt too: $result | Invoke-ApertisChat 'and then?'");
        }

        if (continued is { Messages.Count: 0 })
        {
            throw ChatMessages.Refuse("the earlier result has lost its conversation, as happens when it is serialised too shallowly", "Serialise results with Export-Clixml -Depth 4, or give the messages with -Message.");
        }

        return template with
        {
            IsConversation = Message is not null,
            Input = input,
            Refusal = refusal,
            Messages = [.. continued?.Messages ?? [], .. Message is null ? [] : ChatMessages.Read(Message)],

            // A piped result also offers the model that answered, by its property's name; the conversation goes on with the one that was asked.
            Model = FirstText(IsModelGiven || continued is null ? model : null, continued?.RequestedModel, Environment.GetEnvironmentVariable(ModelVariable)) ?? DefaultModel,
            SystemMessage = systemMessage,
            Images = Images,
        };
    }

    private static string? FirstText(params string?[] candidates) => candidates.Select(candidate => candidate?.Trim()).FirstOrDefault(candidate => !string.IsNullOrEmpty(candidate));
}
