using System.Diagnostics.CodeAnalysis;

namespace Apertis;

/// <summary>The answer to a prompt, from <c>Invoke-ApertisChat</c>. As a string it is its <see cref="Content"/>.</summary>
public sealed record ChatResult
{
    /// <summary>The answer's text, exactly as it came; null when there is none (a tool call, say).</summary>
    public string? Content { get; init; }

    /// <summary>Who answered: <c>assistant</c>.</summary>
    public string? Role { get; init; }

    /// <summary>The model that answered; the requested one when the server does not say.</summary>
    public required string Model { get; init; }

    /// <summary>The model that was asked for.</summary>
    public required string RequestedModel { get; init; }

    /// <summary>Why the model stopped: <c>stop</c>, <c>length</c>, <c>content_filter</c>, <c>tool_calls</c>; null when it did not say.</summary>
    public string? FinishReason { get; init; }

    /// <summary>True when the whole answer arrived and the model was not cut off by a length limit.</summary>
    public required bool IsComplete { get; init; }

    /// <summary>Tokens used; null when the server did not say.</summary>
    public ChatUsage? Usage { get; init; }

    /// <summary>From the call to the end of the answer, retries and waits included.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>From the call to the first text; null when the answer was not streamed.</summary>
    public TimeSpan? TimeToFirstToken { get; init; }

    /// <summary>Tokens answered a second of the attempt that succeeded; null when the server did not say how many there were.</summary>
    public double? TokensPerSecond { get; init; }

    /// <summary>Every request that was made for this answer, in order.</summary>
    public IReadOnlyList<Attempt> Attempts { get; init; } = [];

    /// <summary>The server's request id; null when it sent none.</summary>
    public string? RequestId { get; init; }

    /// <summary>When the server made the answer (UTC); null when it did not say.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>The rate limit as of this answer; null when the server did not send it.</summary>
    public RateLimit? RateLimit { get; init; }

    /// <summary>What the gateway's fallback did; null when the server did not say.</summary>
    public ChatFallback? Fallback { get; init; }

    /// <summary>The model's reasoning, where it shows it; null otherwise.</summary>
    public string? Reasoning { get; init; }

    /// <summary>Tools that the model wants to be called; null when there are none.</summary>
    public IReadOnlyList<ChatToolCall>? ToolCalls { get; init; }

    /// <summary>Web pages that the answer rests on; null when there are none.</summary>
    public IReadOnlyList<ChatWebSource>? WebSources { get; init; }

    /// <summary>Every answer, when several were asked for.</summary>
    public IReadOnlyList<ChatChoice> Choices { get; init; } = [];

    /// <summary>The answer parsed as JSON, when JSON was asked for; null otherwise.</summary>
    [SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "Named after what it is in PowerShell: the object that the JSON text describes.")]
    public object? Object { get; init; }

    /// <summary>The conversation up to and including this answer.</summary>
    public IReadOnlyList<ChatMessage> Messages { get; init; } = [];

    /// <summary>The prompt that was answered.</summary>
    public string? Prompt { get; init; }

    /// <summary>Place of the prompt in the pipeline, from 0.</summary>
    public int Index { get; init; }

    /// <summary>The HTTP answer, with secrets replaced.</summary>
    public ChatResponse? Response { get; init; }

    /// <summary>The answer's text.</summary>
    public override string ToString() => Content ?? string.Empty;
}
