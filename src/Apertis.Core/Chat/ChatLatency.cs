namespace Apertis;

/// <summary>Times as the gateway measured them (<c>usage.latency_checkpoint</c>). Each is null when it did not say.</summary>
public sealed record ChatLatency
{
    /// <summary>From the provider's start to its first token.</summary>
    public TimeSpan? EngineTimeToFirstToken { get; init; }

    /// <summary>From the provider's start to its last token.</summary>
    public TimeSpan? EngineTimeToLastToken { get; init; }

    /// <summary>From the request's arrival at the gateway to the first token.</summary>
    public TimeSpan? ServiceTimeToFirstToken { get; init; }

    /// <summary>The whole request at the gateway.</summary>
    public TimeSpan? Total { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"first token {EngineTimeToFirstToken?.TotalMilliseconds} ms, total {Total?.TotalMilliseconds} ms";
}
