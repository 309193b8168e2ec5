namespace Apertis;

/// <summary>A piece of a streamed answer, from <c>Invoke-ApertisChat -AsDelta</c>.</summary>
public sealed record ChatDelta
{
    /// <summary>Text of the answer; null when the piece is none.</summary>
    public string? Content { get; init; }

    /// <summary>Text of the reasoning; null when the piece is none.</summary>
    public string? Reasoning { get; init; }

    /// <summary>A piece of a tool call: its arguments come in parts, its id and name with the first; null when the piece is none.</summary>
    public ChatToolCall? ToolCall { get; init; }

    /// <summary>The answer that it belongs to, when several were asked for; from 0.</summary>
    public int Choice { get; init; }

    /// <summary>From the call to the arrival of the piece.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>The text of the answer.</summary>
    public override string ToString() => Content ?? string.Empty;
}
