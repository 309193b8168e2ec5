namespace Apertis;

/// <summary>One of the answers to a prompt.</summary>
public sealed record ChatChoice
{
    /// <summary>Place among the answers, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>The answer.</summary>
    public required ChatMessage Message { get; init; }

    /// <summary>Why the model stopped: <c>stop</c>, <c>length</c>, <c>content_filter</c>, <c>tool_calls</c>; null when it did not say.</summary>
    public string? FinishReason { get; init; }

    /// <summary>The reasoning that led to this answer, where the model shows it; null otherwise.</summary>
    public string? Reasoning { get; init; }

    /// <summary>The answer's text.</summary>
    public override string ToString() => Message.ToString();
}
