namespace Apertis.Client.Http;

/// <summary>How calls are made: limits, retries, identity.</summary>
internal sealed record ClientOptions
{
    public ConnectionOptions Connection { get; init; } = new();

    /// <summary>Limit of a whole call, attempts and waits included.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Longest gap between two events of a streamed answer.</summary>
    public TimeSpan OperationTimeout { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>Attempts after the first.</summary>
    public int MaximumRetryCount { get; init; } = 5;

    /// <summary>Longest wait before an attempt; a longer one fails at once.</summary>
    public TimeSpan MaximumRetryDelay { get; init; } = TimeSpan.FromSeconds(60);

    public required string UserAgent { get; init; }
}
