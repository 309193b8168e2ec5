using System.Collections.ObjectModel;

namespace Apertis;

/// <summary>One layer between this machine and the API, from <c>Test-ApertisConnection</c>; the last one is the <c>Verdict</c>.</summary>
public sealed record ConnectionCheck
{
    /// <summary>The layer: <c>Configuration</c>, <c>Proxy</c>, <c>Dns</c>, <c>Tcp</c>, <c>Tls</c>, <c>Clock</c>, <c>Http</c>, <c>StatusPage</c>, <c>Key</c>, <c>Model</c>, <c>Streaming</c>, <c>Verdict</c>.</summary>
    public required string Name { get; init; }

    /// <summary>How it ended. A check that did not run is Skipped, never Passed.</summary>
    public required CheckStatus Status { get; init; }

    /// <summary>What was checked: a host, an address, a URI.</summary>
    public string? Target { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>What was found, as a sentence.</summary>
    public required string Message { get; init; }

    /// <summary>The guide's steps, the most likely one first; null when there is nothing to do.</summary>
    public string? RecommendedAction { get; init; }

    /// <summary>Id of the problem found, such as <c>NameResolutionFailed</c>; null when there is none. On the Verdict it is the root cause.</summary>
    public string? Problem { get; init; }

    /// <summary>What the finding rests on, by name.</summary>
    public IReadOnlyDictionary<string, string> Evidence { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>When it ended (UTC).</summary>
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>Whether it did not run although it was asked for, or is needed to call the whole good.</summary>
    internal bool IsOwed { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Status}";
}
