namespace Apertis;

/// <summary>What the gateway's fallback did for an answer.</summary>
public sealed record ChatFallback
{
    /// <summary>Whether another model than the requested one answered.</summary>
    public required bool Used { get; init; }

    /// <summary>The model that failed; null when none did.</summary>
    public string? From { get; init; }

    /// <summary>The model that answered and is billed.</summary>
    public string? Model { get; init; }

    /// <summary>Why the requested model was left.</summary>
    public string? Reason { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Used ? $"{From} → {Model} ({Reason})" : "not used";
}
