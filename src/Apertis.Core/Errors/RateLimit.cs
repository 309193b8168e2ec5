namespace Apertis;

/// <summary>The rate-limit headers of an answer. Each is null when the server did not send it.</summary>
public sealed record RateLimit
{
    /// <summary>Requests allowed in the window.</summary>
    public long? Limit { get; init; }

    /// <summary>Requests left in the window.</summary>
    public long? Remaining { get; init; }

    /// <summary>When the window ends (UTC).</summary>
    public DateTimeOffset? Reset { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        (Remaining, Limit) switch
        {
            (null, null) => "unknown",
            (null, _) => $"{Limit} requests a window",
            (_, null) => $"{Remaining} requests left",
            _ => $"{Remaining} of {Limit} requests left",
        };
}
