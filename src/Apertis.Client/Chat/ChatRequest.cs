namespace Apertis.Client.Chat;

/// <summary>One prompt and how it is to be answered. A null option is left to the server.</summary>
internal sealed record ChatRequest
{
    public required ChatInput Input { get; init; }

    /// <summary>Why what was given is no prompt; null when it is one.</summary>
    public string? Refusal { get; init; }

    public required string Model { get; init; }

    public string? SystemMessage { get; init; }

    /// <summary>0 to 2.</summary>
    public double? Temperature { get; init; }

    /// <summary>0 to 1.</summary>
    public double? TopP { get; init; }

    /// <summary>From 1; the upper limit is the model's.</summary>
    public int? MaxTokens { get; init; }
}
