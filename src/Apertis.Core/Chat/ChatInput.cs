namespace Apertis;

/// <summary>One input of <c>Invoke-ApertisChat</c>: the TargetObject of the error that names it.</summary>
public sealed record ChatInput
{
    /// <summary>Place in the pipeline, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>The prompt as it was given, never altered.</summary>
    public required string? Prompt { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"input {Index}";
}
