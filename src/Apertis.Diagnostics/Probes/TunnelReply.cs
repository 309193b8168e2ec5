namespace Apertis.Diagnostics.Probes;

/// <summary>How far a proxy let us come.</summary>
internal sealed record TunnelReply
{
    /// <summary>The step that was last begun: <c>Dns</c>, <c>Tcp</c>, <c>Tls</c> or <c>Connect</c>.</summary>
    public required string Stage { get; init; }

    /// <summary>Why that step failed; null when it did not.</summary>
    public Exception? Failure { get; init; }

    /// <summary>HTTP status of the proxy's answer; null when it was not asked for a tunnel, or did not answer.</summary>
    public int? StatusCode { get; init; }

    /// <summary>The first line of the proxy's answer; null as before.</summary>
    public string? StatusLine { get; init; }

    /// <summary>The answer's headers, found by name whatever its case.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();
}
