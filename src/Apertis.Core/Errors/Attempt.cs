namespace Apertis;

/// <summary>One HTTP request of a call. A call that was retried has several.</summary>
public sealed record Attempt
{
    /// <summary>1 for the first request of the call.</summary>
    public required int Number { get; init; }

    /// <summary>HTTP method.</summary>
    public required string Method { get; init; }

    /// <summary>Path of the request, without host and query.</summary>
    public required string Path { get; init; }

    /// <summary>When the request was started (UTC).</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>From the start until the answer was read or the attempt failed.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>HTTP status, or null when no answer came.</summary>
    public int? StatusCode { get; init; }

    /// <summary>The server's request id, or null.</summary>
    public string? RequestId { get; init; }

    /// <summary>Id of the problem that ended the attempt, or null when it succeeded.</summary>
    public string? Problem { get; init; }

    /// <summary>How long the call then waited before the next attempt, or null when this was the last.</summary>
    public TimeSpan? Delay { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Method} {Path}: {StatusCode?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? Problem}";
}
