using System.Collections.ObjectModel;

namespace Apertis;

/// <summary>
/// A failed call, classified by the troubleshooting guide. Its message is one sentence; what to do is in
/// <see cref="RecommendedActions"/>. Nothing in it holds a key or a password.
/// </summary>
public sealed class ApertisException : Exception
{
    /// <summary>Longest response body that is kept, in characters.</summary>
    public const int MaximumResponseBodyLength = 64 * 1024;

    internal ApertisException(GuideProblem problem, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Problem = problem.Id;
        Category = problem.Category;
        NativeCategory = problem.NativeCategory;
    }

    /// <summary>Id of the problem, stable across releases: <c>InvalidApiKey</c>, <c>RateLimitExceeded</c>, …</summary>
    public string Problem { get; }

    /// <summary>The guide's category.</summary>
    public ProblemCategory Category { get; }

    /// <summary>The API's error code, such as <c>invalid_api_key</c>; null when it sent none.</summary>
    public string? Code { get; internal init; }

    /// <summary>HTTP status; null when no answer came.</summary>
    public int? StatusCode { get; internal init; }

    /// <summary>The API's error type, such as <c>authentication_error</c>; null when it sent none.</summary>
    public string? Type { get; internal init; }

    /// <summary>The request field that the API objects to; null when it named none.</summary>
    public string? Param { get; internal init; }

    /// <summary>The time that the answer told; null when none did.</summary>
    internal ServerClock? Clock { get; init; }

    /// <summary>The server's request id, for support; null when there was none.</summary>
    public string? RequestId { get; internal init; }

    /// <summary>When the problem was seen (UTC).</summary>
    public DateTimeOffset Timestamp { get; internal init; }

    /// <summary>How long the server asked to wait; null when it did not.</summary>
    public TimeSpan? RetryAfter { get; internal init; }

    /// <summary>The rate limit as of the answer; null when the server did not send it.</summary>
    public RateLimit? RateLimit { get; internal init; }

    /// <summary>The answer's body with secrets replaced, at most <see cref="MaximumResponseBodyLength"/> characters; null when there was none.</summary>
    public string? ResponseBody { get; internal init; }

    /// <summary>Every request that was made, in order. Empty when the problem was found before any request.</summary>
    public IReadOnlyList<Attempt> Attempts { get; internal init; } = [];

    /// <summary>What the diagnosis rests on, by name: host, status, certificate dates, proxy, …</summary>
    public IReadOnlyDictionary<string, string> Evidence { get; internal init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The guide's steps for this cause, the most likely one first.</summary>
    public IReadOnlyList<string> RecommendedActions { get; internal init; } = [];

    internal string NativeCategory { get; }

    /// <summary>What had arrived of a streamed answer; null when nothing had, or when the answer was not streamed.</summary>
    internal ChatResult? PartialResult { get; set; }

    /// <summary>What was said in a chat that failed, so that a report can leave out what the server quotes of it.</summary>
    internal IReadOnlyList<string> Conversation { get; set; } = [];
}
