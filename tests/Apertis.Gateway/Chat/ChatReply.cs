namespace Apertis.Gateway.Chat;

/// <summary>What a chat request is answered with, before it takes the form of JSON or of a stream.</summary>
internal sealed record ChatReply
{
    public required string Id { get; init; }

    /// <summary>Unix seconds.</summary>
    public required long Created { get; init; }

    /// <summary>The model that answered.</summary>
    public required string Model { get; init; }

    /// <summary>One text a choice; null is a null content.</summary>
    public required IReadOnlyList<string?> Contents { get; init; }

    public required string FinishReason { get; init; }

    public string? Reasoning { get; init; }

    /// <summary>The tool to call with <c>{}</c>.</summary>
    public string? Tool { get; init; }

    public required int PromptTokens { get; init; }

    public required int CompletionTokens { get; init; }

    public required int ReasoningTokens { get; init; }

    /// <summary>Carry web_sources.</summary>
    public bool Web { get; init; }

    /// <summary>web_sources inside the message, as some accounts get them, and not at the top.</summary>
    public bool WebInMessage { get; init; }

    /// <summary>Optional fields are null or of another JSON type.</summary>
    public bool OddTypes { get; init; }
}
