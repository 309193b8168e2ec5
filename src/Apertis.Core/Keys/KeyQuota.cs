namespace Apertis;

/// <summary>What a key may spend and has spent. Each value is null when the server does not tell.</summary>
public sealed record KeyQuota
{
    /// <summary>The name the key has in the dashboard.</summary>
    public string? Name { get; init; }

    /// <summary>Everything the key may spend, in USD.</summary>
    public decimal? Total { get; init; }

    /// <summary>Spent so far, in USD.</summary>
    public decimal? Used { get; init; }

    /// <summary>Left to spend, in USD.</summary>
    public decimal? Remaining { get; init; }

    /// <summary>Requests made with the key.</summary>
    public long? Requests { get; init; }

    /// <summary>Tokens used with the key.</summary>
    public long? Tokens { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        Remaining is null ? "unknown" : FormattableString.Invariant($"{Remaining:0.00} USD left") + (Total is null ? string.Empty : FormattableString.Invariant($" of {Total:0.00}"));
}
