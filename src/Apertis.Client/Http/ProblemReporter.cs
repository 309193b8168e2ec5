using System.Globalization;

namespace Apertis.Client.Http;

/// <summary>Puts together what is known of a failed call: the guide's row, the request, the answer and the attempts.</summary>
/// <param name="apiBase">Where calls go.</param>
/// <param name="proxy">The proxy on the way, fit to be shown; null for none.</param>
/// <param name="redactor">Replaces the secrets.</param>
/// <param name="time">The clock.</param>
internal sealed class ProblemReporter(ApiBase apiBase, string? proxy, Redactor redactor, TimeProvider time)
{
    // Characters from which splitting a prompt is worth advising: some 5,000 tokens.
    private const int LongPrompt = 20_000;

    private readonly TrafficText _text = new(redactor);

    /// <param name="request">The call.</param>
    /// <param name="key">The key that was sent; null for none.</param>
    /// <param name="match">What went wrong.</param>
    /// <param name="answer">What the server said; null when it said nothing.</param>
    /// <param name="attempts">The call's requests.</param>
    public ProblemReport Report(ApiRequest request, ResolvedKey? key, GuideMatch match, ReceivedAnswer? answer, IReadOnlyList<Attempt> attempts)
    {
        var complete = match
            .With(Fact.BaseUri, apiBase.Uri.ToString())
            .With(Fact.Host, request.Uri.IdnHost)
            .With(Fact.Proxy, proxy)
            .With(Fact.Model, request.Model)
            .With(Fact.Kept, request.PromptLength is null ? null : "TargetObject")
            .With(Fact.StreamParameter, request.PromptLength is null ? null : "-OperationTimeoutSeconds")
            .With(Fact.RetryParameters, request.IsRetried ? "-MaximumRetryDelaySec and -MaximumRetryCount" : null)
            .With(Fact.Key, key?.Cleaned.Masked)
            .With(Fact.KeySource, key?.SourceText)
            .With(Fact.KeyFindings, key is null ? null : KeyFindings.Advice(key.Cleaned))
            .With(Fact.SubscriptionKey, key?.Cleaned is { Kind: KeyKind.Subscription } subscription ? subscription.Masked : null);
        var now = time.GetUtcNow();
        return new ProblemReport
        {
            Match = complete.Redacted(redactor),
            Timestamp = now,
            RequestId = answer is null ? null : redactor.TryRedact(ResponseHeaders.RequestId(answer.Headers)),
            RateLimit = answer is null ? null : ResponseHeaders.RateLimit(answer.Headers, now),
            ResponseBody = answer is null || answer.Body.IsEmpty ? null : _text.Body(answer.Body),
            Attempts = attempts,
            Clock = answer is null ? null : ServerClock.From(answer.Headers, answer.ArrivedAt),
        };
    }

    /// <summary>The row for a call that its own limit ended.</summary>
    /// <param name="request">The call.</param>
    /// <param name="limit">The limit.</param>
    /// <param name="hasAnswerBegun">Whether an answer was on its way.</param>
    public static GuideMatch TimedOut(ApiRequest request, TimeSpan limit, bool hasAnswerBegun)
    {
        var seconds = limit.InSeconds();
        var detail = $"{(hasAnswerBegun ? "the answer had begun but was not complete" : "no answer had begun")} after {seconds} s, the limit set by -TimeoutSec";
        var length = request.PromptLength >= LongPrompt ? request.PromptLength.Value.ToString("N0", CultureInfo.InvariantCulture) : null;
        var isSilent = request.Method == HttpMethod.Get && !hasAnswerBegun;
        return GuideMatch.Local(
            "RequestTimedOut",
            detail,
            (Fact.SilentHost, isSilent ? request.Uri.Authority : null),
            (Fact.TimeLimit, $"-TimeoutSec {seconds}"),
            (Fact.PromptLength, length),
            (Fact.ShorterAnswer, request.PromptLength is null ? null : "-MaxTokens"),
            (Fact.Streaming, request.PromptLength is null || request.CreateEventSink is not null ? null : "-Stream"));
    }
}
