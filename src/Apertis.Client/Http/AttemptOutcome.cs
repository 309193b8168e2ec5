namespace Apertis.Client.Http;

/// <summary>What one attempt came to: an answer, or a problem with what is to follow from it.</summary>
internal sealed record AttemptOutcome
{
    public ApiResponse? Response { get; init; }

    public ProblemReport? Problem { get; init; }

    /// <summary>The wait before the next attempt; null when there is none.</summary>
    public TimeSpan? RetryDelay { get; init; }
}
