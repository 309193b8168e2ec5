namespace Apertis;

/// <summary>Tokens that an answer cost. Each is null when the server did not say.</summary>
public sealed record ChatUsage
{
    /// <summary>Tokens sent.</summary>
    public long? PromptTokens { get; init; }

    /// <summary>Tokens answered, reasoning included.</summary>
    public long? CompletionTokens { get; init; }

    /// <summary>Both together.</summary>
    public long? TotalTokens { get; init; }

    /// <summary>Tokens sent that were read from the provider's cache.</summary>
    public long? CachedTokens { get; init; }

    /// <summary>Tokens answered that were reasoning.</summary>
    public long? ReasoningTokens { get; init; }

    /// <summary>Times that the gateway took; null when it did not say.</summary>
    public ChatLatency? Latency { get; init; }

    /// <inheritdoc/>
    public override string ToString() => TotalTokens is null ? "unknown" : $"{TotalTokens} tokens ({PromptTokens} in, {CompletionTokens} out)";
}
