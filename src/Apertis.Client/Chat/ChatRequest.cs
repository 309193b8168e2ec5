using System.Text.Json.Nodes;

namespace Apertis.Client.Chat;

/// <summary>One prompt and how it is to be answered. A null option is left to the server.</summary>
internal sealed record ChatRequest
{
    public required ChatInput Input { get; init; }

    /// <summary>Why what was given is no prompt; null when it is one.</summary>
    public PromptRefusal? Refusal { get; init; }

    public required string Model { get; init; }

    /// <summary>The conversation so far, before the prompt.</summary>
    public IReadOnlyList<ChatMessage> Messages { get; init; } = [];

    /// <summary>Whether the conversation is the request, so that it needs no prompt.</summary>
    public bool IsConversation { get; init; }

    /// <summary>Images that go with the prompt.</summary>
    public IReadOnlyList<ChatImage> Images { get; init; } = [];

    public string? SystemMessage { get; init; }

    /// <summary>0 to 2.</summary>
    public double? Temperature { get; init; }

    /// <summary>0 to 1.</summary>
    public double? TopP { get; init; }

    /// <summary>From 1; the upper limit is the model's.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>How many answers; 1 to 128.</summary>
    public int? Count { get; init; }

    public IReadOnlyList<string>? Stop { get; init; }

    public long? Seed { get; init; }

    public string? ReasoningEffort { get; init; }

    /// <summary>The API's <c>response_format</c>; null for text.</summary>
    public JsonObject? ResponseFormat { get; init; }

    /// <summary>The API's <c>tools</c>.</summary>
    public JsonArray? Tools { get; init; }

    /// <summary>Models to try when the requested one fails; 1 to 5.</summary>
    public IReadOnlyList<string>? FallbackModels { get; init; }

    /// <summary>How long the gateway waits for a model before it falls back; 5 to 300 s.</summary>
    public TimeSpan? FallbackTimeout { get; init; }

    /// <summary>Whether the model may search the web.</summary>
    public bool SearchesWeb { get; init; }

    /// <summary>The API's <c>compression</c>.</summary>
    public JsonObject? Compression { get; init; }

    /// <summary>Fields of the body that have no name here. They win over those that do.</summary>
    public JsonObject? AdditionalProperties { get; init; }

    /// <summary>Whether it only shows how the API does. Such a request is not repeated, and advice about prompts is no use for it.</summary>
    public bool IsProbe { get; init; }

    /// <summary>Takes each piece of the answer as it arrives; null when the answer is not to be streamed. Called from any thread.</summary>
    public Action<ChatDelta>? OnDelta { get; init; }
}
