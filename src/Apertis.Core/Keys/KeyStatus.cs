namespace Apertis;

/// <summary>The result of testing one key, from <c>Test-ApertisKey</c>.</summary>
public sealed record KeyStatus
{
    /// <summary>Place of the key among those that were given, from 0; null where one was tested alone.</summary>
    public int? Index { get; init; }

    /// <summary>The key, masked; null when there was none.</summary>
    public string? Key { get; init; }

    /// <summary>What the key's prefix says.</summary>
    public required KeyKind Kind { get; init; }

    /// <summary>Where the key came from: <c>Parameter</c>, <c>Environment</c>, <c>ConfigurationFile</c>; null when there was none.</summary>
    public string? Source { get; init; }

    /// <summary>Whether the server knows the key (true also when billing, a rate limit or a model's restriction stops it); null when it could not be asked.</summary>
    public bool? IsValid { get; init; }

    /// <summary>Whether the key works now. This is what <c>-Quiet</c> gives.</summary>
    public required bool IsUsable { get; init; }

    /// <summary>What the test came to.</summary>
    public required KeyState Status { get; init; }

    /// <summary>What was odd about how the key was written, what is unusual about it first; empty when nothing was.</summary>
    public IReadOnlyList<KeyFinding> Findings { get; init; } = [];

    /// <summary>What the key may still spend; null when the server does not tell.</summary>
    public KeyQuota? Quota { get; init; }

    /// <summary>The subscription behind the key; null when the server does not tell.</summary>
    public KeySubscription? Subscription { get; init; }

    /// <summary>The rate limit of the answer; null when the server did not send it.</summary>
    public RateLimit? RateLimit { get; init; }

    /// <summary>Id of the problem found, such as <c>InvalidApiKey</c>; null when there is none.</summary>
    public string? Problem { get; init; }

    /// <summary>What was found, as a sentence.</summary>
    public required string Message { get; init; }

    /// <summary>The guide's steps, the most likely one first; null when there is nothing to do.</summary>
    public string? RecommendedAction { get; init; }

    /// <summary>The server's request id; null when there was none.</summary>
    public string? RequestId { get; init; }

    /// <summary>When the key was tested (UTC).</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Key ?? "(no key)"}: {Status}";
}
