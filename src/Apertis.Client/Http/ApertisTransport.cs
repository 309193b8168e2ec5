using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace Apertis.Client.Http;

/// <summary>Makes calls: attempts, waits, limits, classification of failures, and redaction of all that leaves as text.</summary>
internal sealed class ApertisTransport
{
    // The range that the gateway accepts for X-Timeout, in milliseconds.
    private const int ShortestGatewayTimeout = 5_000;
    private const int LongestGatewayTimeout = 300_000;

    // A wait that has become longer by less is still the same one.
    private static readonly TimeSpan LeastNews = TimeSpan.FromMilliseconds(100);

    private readonly ApiBase _apiBase;
    private readonly ClientOptions _options;
    private readonly EventStreamReader _eventReader;
    private readonly ITrafficObserver _observer;
    private readonly TimeProvider _time;
    private readonly RetryPlan _retryPlan;
    private readonly ProblemReporter _reporter;
    private readonly TrafficText _text;
    private readonly Lazy<AttemptRepeater> _repeater;
    private volatile ShownPath? _lastPath;

    public ApertisTransport(ResolvedSettings settings, ApiBase apiBase, ClientOptions options, ITrafficObserver observer, TimeProvider? time = null, Func<double>? jitter = null, FoundProxy? proxy = null)
    {
        _apiBase = apiBase;
        _options = options;
        _observer = observer;
        _time = time ?? TimeProvider.System;
        _eventReader = new EventStreamReader(options.OperationTimeout, _time);
        FoundProxy = proxy ?? ConnectionPool.For(options.Connection).FindProxy(apiBase.Uri);
        Redactor = new Redactor([.. settings.Secrets, .. FoundProxy.Secrets]);
        KeyRedactor = new Redactor(settings.KeySecrets);
        _reporter = new ProblemReporter(apiBase, Proxy, Redactor, _time);
        _text = new TrafficText(Redactor);
        _retryPlan = new RetryPlan(options, Redactor, observer, jitter ?? Random.Shared.NextDouble);
        _repeater = new(() => new AttemptRepeater(_time));
    }

    /// <summary>Replaces the secrets of this client's calls.</summary>
    public Redactor Redactor { get; }

    /// <summary>Replaces keys only: for what is sent back to the API, such as ids, in which a part of a user's name or password may stand by chance.</summary>
    public Redactor KeyRedactor { get; }

    /// <summary>The proxy that calls go through; null when they go straight.</summary>
    public Uri? ProxyUri => FoundProxy.Uri;

    /// <summary>What the proxy is told when it asks who we are; null for nothing.</summary>
    public NetworkCredential? ProxyCredential => FoundProxy.Credential;

    /// <summary>The proxy as it was found, for another transport to the same base.</summary>
    public FoundProxy FoundProxy { get; }

    /// <summary>The proxy that calls go through, fit to be shown; null when they go straight.</summary>
    public string? Proxy => ProxyUri is null ? null : Redactor.Redact(ProxyUri.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped));

    /// <summary>A limit for several requests together: that of a whole call, from now on.</summary>
    /// <param name="limit">A closer limit; null for none.</param>
    public Deadline StartDeadline(TimeSpan? limit = null) => new(limit < _options.Timeout ? limit.Value : _options.Timeout, _time);

    /// <summary>Whether what is sent leaves this machine without encryption.</summary>
    public bool IsUnencrypted => !_apiBase.IsHttps && !(ProxyUri ?? _apiBase.Uri).IsLoopback;

    public TimeProvider Time => _time;

    public DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>Makes a call.</summary>
    /// <exception cref="ApertisException">The call failed; the exception says of what and what to do.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<ApiResponse> SendAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        using var call = new ApiCall(request, request.Timeout ?? _options.Timeout, _time, cancellationToken);
        try
        {
            var outcome = await AttemptAsync(call).ConfigureAwait(false);
            if (outcome.RetryDelay is not null)
            {
                outcome = await _repeater.Value.RepeatAsync(outcome, () => AttemptAsync(call), call.Token).ConfigureAwait(false);
            }

            if (outcome.Response is { } response)
            {
                return response;
            }

            var problem = outcome.Problem!;
            if (request.Explain is { } explain)
            {
                problem = problem with { Match = await explain(problem.Match, call.Left, cancellationToken).ConfigureAwait(false) };
            }

            throw problem.ToException();
        }
        catch (OperationCanceledException) when (!call.IsStopped && call.LastProblem is not null)
        {
            // Timers are not exact: the limit of the call may pass in a wait that was planned to fit.
            throw (call.LastProblem with { Note = "the time limit passed while waiting for the next attempt" }).ToException();
        }
    }

    /// <summary>The error for an answer that arrived whole but is not what the API sends.</summary>
    public ApertisException Reject(ApiRequest request, ApiResponse response, string problem, string? detail)
    {
        // An error of a kind that the guide does not know still says more than that the answer makes no sense.
        var said = ErrorBody.Read(response.Body) is { IsApiError: true, Message: not null } error ? error : null;
        var match = GuideMatch.Local(problem, said is null ? detail : $"the server says: {ServerText.Clean(said.Message)}") with
        {
            StatusCode = response.StatusCode,
            Code = ServerText.Clean(said?.Code),
            Type = ServerText.Clean(said?.Type),
            Param = ServerText.Clean(said?.Param),
        };
        match = match.With(Fact.Status, response.StatusCode.ToString(CultureInfo.InvariantCulture)).With(Fact.Answer, ServerText.Describe(response.Body.Span));
        return _reporter.Report(request, response.Key, match, response.Answer, response.Attempts.SkipLast(1).Append(response.Attempts[^1] with { Problem = problem }).ToArray()).ToException();
    }

    private async ValueTask<AttemptOutcome> AttemptAsync(ApiCall call)
    {
        call.ResumeClock();
        if (call.Request.Keys is not { } keys)
        {
            return await ExchangeAsync(call).ConfigureAwait(false);
        }

        if (await TakeKeyAsync(call, keys).ConfigureAwait(false) is { } refusal)
        {
            return new AttemptOutcome { Problem = refusal };
        }

        var key = call.Key!;
        AttemptOutcome? outcome = null;
        try
        {
            return outcome = await ExchangeAsync(call).ConfigureAwait(false);
        }
        finally
        {
            keys.Return(key, isAnswered: outcome?.Response is not null);
        }
    }

    private Task<ProblemReport?> TakeKeyAsync(ApiCall call, KeyRing keys)
    {
        var choice = keys.Take(call.Request.Model);
        call.Key = choice.Key ?? call.Key;
        return choice.Key is null ? WaitForKeyAsync(call, keys, choice) : Task.FromResult<ProblemReport?>(null);
    }

    // A rest that another call brought about is not counted against this one's limit.
    private async Task<ProblemReport?> WaitForKeyAsync(ApiCall call, KeyRing keys, KeyChoice choice)
    {
        var toldUntil = TimeSpan.Zero;
        while (choice.Key is null)
        {
            if (choice.Refusal is { } cause)
            {
                call.Key = choice.LastKey;
                return Unsent(call, cause with { Detail = $"{NotSent(call)}, as no key is left; the last one was refused: {cause.Detail ?? "the server gave no reason"}", StatusCode = null, Code = null });
            }

            if (choice.Rest is { } rest)
            {
                if (_retryPlan.TooLong(rest) is { } limit)
                {
                    var end = RetryPlan.Describe(Now, rest);
                    var match = GuideMatch.Local("RateLimitExceeded", $"{NotSent(call)}, as an earlier call met the limit", (Fact.ResetTime, end));
                    return Unsent(call, match) with { Note = $"the window ends at {end}, later than {limit} lets it wait", RetryAfter = rest };
                }

                // Every answer to another call is a reason to look again, but not to say the same again.
                if (keys.Now + rest - toldUntil > LeastNews)
                {
                    toldUntil = keys.Now + rest;
                    _observer.Waiting(rest, TroubleshootingGuide.Get("RateLimitExceeded"));
                }
            }

            await call.PauseAsync(choice.Rest, choice.Changed).ConfigureAwait(false);
            choice = keys.Take(call.Request.Model);
        }

        call.Key = choice.Key;
        return null;
    }

    // A prompt that was sent before may have been billed.
    private static string NotSent(ApiCall call) => call.Attempts.Count == 0 ? "not sent" : "not sent again";

    private ProblemReport Unsent(ApiCall call, GuideMatch match) => _reporter.Report(call.Request, call.Key, match, null, call.Attempts) with { IsRepeated = call.Attempts.Count == 0 };

    private async ValueTask<AttemptOutcome> ExchangeAsync(ApiCall call)
    {
        var request = call.Request;
        var startedAt = _time.GetUtcNow();
        var started = _time.GetTimestamp();
        var trace = new ConnectTrace(call.Token);
        var pool = PoolFor(request);
        using var message = CreateMessage(call, trace);
        if (_observer.WantsContent)
        {
            _observer.ContentSeen(_text.Request(message, request, call.Key));
        }

        ReceivedAnswer? answer = null;
        GuideMatch? failure = null;
        try
        {
            using var response = await pool.SendAsync(message, call.Token).ConfigureAwait(false);
            answer = ReceivedAnswer.From(response, Now);
            if (answer.IsSuccess && request.CreateEventSink is { } createSink && IsEventStream(response))
            {
                answer = answer with { Events = createSink() };
                if (_observer.WantsContent)
                {
                    _observer.ContentSeen(_text.Head(answer));
                }

                failure = await _eventReader.ReadAsync(response.Content, answer.Events, call.StopClock, call.Token).ConfigureAwait(false);
            }
            else if (answer.IsSuccess)
            {
                answer = answer with { Body = await AnswerReader.ReadAsync(response.Content, call.Token).ConfigureAwait(false) };
                failure = HttpLookup.MatchErrorInSuccess(answer.ForGuide(request.Model));
            }
            else
            {
                answer = answer with { Body = await AnswerReader.ReadErrorAsync(response.Content, call.Left, _time, call.Stop).ConfigureAwait(false) };
                failure = HttpLookup.Match(answer.ForGuide(request.Model));
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException or InvalidDataException or ObjectDisposedException or NotSupportedException)
        {
            // Giving up closes a connection in the making, which may be noticed before the giving up itself.
            call.ThrowIfStopped();
            failure = Classify(exception, call, pool, trace, answer);
        }

        if (answer is { Events: null } && _observer.WantsContent)
        {
            _observer.ContentSeen(_text.Answer(answer));
        }

        return Conclude(call, startedAt, _time.GetElapsedTime(started), answer, failure);
    }

    private GuideMatch Classify(Exception exception, ApiCall call, ConnectionPool pool, ConnectTrace trace, ReceivedAnswer? answer)
    {
        if (answer is not null && !call.IsOutOfTime)
        {
            var detail = exception switch
            {
                InvalidDataException => "its compression is damaged",
                AnswerTooLongException => exception.Message,
                _ => "it broke off before its end",
            };
            return GuideMatch.Local("ResponseMalformed", detail, (Fact.Status, answer.StatusCode.ToString(CultureInfo.InvariantCulture)), (Fact.Answer, detail)) with { StatusCode = answer.StatusCode, Exception = exception };
        }

        if (!call.IsOutOfTime)
        {
            return ExceptionLookup.Match(exception, FailureContext(call.Request, trace, _options.Connection.Timeout));
        }

        if (answer is null && ProxyUri is null && pool is { AsksSystem: true, HasConnected: false } && !trace.IsStarted)
        {
            return FoundProxy.NotFoundWithin(_options.Timeout);
        }

        // The limit of the call may be closer than that of making a connection: what ended it is then the connection all the same.
        return answer is null && (trace.IsConnecting || !pool.HasConnected)
            ? ExceptionLookup.Match(new TimeoutException(), FailureContext(call.Request, trace, _options.Timeout))
            : ProblemReporter.TimedOut(call.Request, _options.Timeout, answer is not null);
    }

    // Streams have connections of their own, on which no compression is offered.
    private ConnectionPool PoolFor(ApiRequest request) =>
        ConnectionPool.For(request.CreateEventSink is null ? _options.Connection : _options.Connection with { AcceptsCompression = false });

    private static bool IsEventStream(HttpResponseMessage response) =>
        string.Equals(response.Content.Headers.ContentType?.MediaType, "text/event-stream", StringComparison.OrdinalIgnoreCase);

    private (TimeSpan? Delay, string? Note) Plan(ApiCall call, GuideMatch failure, IEventSink? events, TimeSpan? hint, DateTimeOffset now)
    {
        var isOpen = call.Request.IsRetried && events is not { HasDelivered: true };
        var isPassing = failure.IsRetriable || (events is not null && failure.Problem.Retry == RetryRule.BeforeOutput);
        return _retryPlan.Next(call, failure, isOpen, isPassing, hint, now);
    }

    private AttemptOutcome Conclude(ApiCall call, DateTimeOffset startedAt, TimeSpan duration, ReceivedAnswer? answer, GuideMatch? failure)
    {
        var now = _time.GetUtcNow();
        var requestId = answer is null ? null : Redactor.TryRedact(ResponseHeaders.RequestId(answer.Headers));
        var rateLimit = answer is null ? null : ResponseHeaders.RateLimit(answer.Headers, now);
        TimeSpan? hint = null;
        (TimeSpan? Delay, string? Note) plan = (null, null);
        if (failure is not null)
        {
            hint = answer is null ? null : ResponseHeaders.RetryAfter(answer.Headers, now, countsWindow: failure.Problem.Category == ProblemCategory.RateLimit);
            plan = Plan(call, failure, answer?.Events, hint, now);
        }

        var attempt = new Attempt
        {
            Number = call.Attempts.Count + 1,
            Method = call.Request.Method.Method,
            Path = PathOf(call.Request.Uri),
            StartedAt = startedAt,
            Duration = duration,
            StatusCode = answer?.StatusCode,
            RequestId = requestId,
            Problem = failure?.Problem.Id,
            Delay = plan.Delay,
        };
        call.Attempts.Add(attempt);
        _observer.AttemptFinished(attempt, rateLimit);
        if (failure is null)
        {
            return new AttemptOutcome
            {
                Response = new ApiResponse
                {
                    Answer = answer!,
                    Attempts = call.Attempts,
                    Key = call.Key,
                    Duration = call.Elapsed,
                    RequestId = requestId,
                    RateLimit = rateLimit,
                },
            };
        }

        if (plan.Delay is { } delay)
        {
            if (delay > TimeSpan.Zero)
            {
                _observer.Waiting(delay, failure.Problem);
            }

            call.LastProblem = _reporter.Report(call.Request, call.Key, failure, answer, call.Attempts);
            return new AttemptOutcome { RetryDelay = delay };
        }

        if (hint is { } wait)
        {
            failure = failure.With(Fact.ResetTime, RetryPlan.Describe(now, wait));
        }

        return new AttemptOutcome { Problem = _reporter.Report(call.Request, call.Key, failure, answer, call.Attempts) with { Note = plan.Note, RetryAfter = hint } };
    }

    // Nearly every call of a command goes to the same place.
    private string PathOf(Uri uri)
    {
        var last = _lastPath;
        if (last is null || !ReferenceEquals(last.Uri, uri))
        {
            _lastPath = last = new ShownPath(uri, Redactor.Redact(uri.AbsolutePath));
        }

        return last.Text;
    }

    /// <summary>A body of JSON, as it is sent.</summary>
    public static HttpContent JsonContent(ReadOnlyMemory<byte> body) => new ReadOnlyMemoryContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    private HttpRequestMessage CreateMessage(ApiCall call, ConnectTrace trace)
    {
        var request = call.Request;
        var message = new HttpRequestMessage(request.Method, request.Uri) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionOrLower };
        message.Options.Set(ConnectTrace.Key, trace);
        message.Headers.TryAddWithoutValidation("User-Agent", _options.UserAgent);
        message.Headers.TryAddWithoutValidation("Accept", request.CreateEventSink is null ? "application/json" : "text/event-stream, application/json");
        if (call.Key is not null)
        {
            message.Headers.TryAddWithoutValidation("Authorization", $"Bearer {call.Key.Cleaned.Value}");
        }

        if (request.SendsTimeout)
        {
            var left = Math.Clamp((long)call.Left.TotalMilliseconds, ShortestGatewayTimeout, LongestGatewayTimeout);
            message.Headers.TryAddWithoutValidation("X-Timeout", left.ToString(CultureInfo.InvariantCulture));
        }

        if (request.Body is { } body)
        {
            message.Content = JsonContent(body);
        }

        return message;
    }

    private FailureContext FailureContext(ApiRequest request, ConnectTrace trace, TimeSpan limit) => new()
    {
        Host = request.Uri.IdnHost,
        Port = request.Uri.Port,
        Proxy = Proxy,
        ConnectionTimeout = limit,
        IsTcpConnected = trace.IsTcpConnected,
    };

    private sealed record ShownPath(Uri Uri, string Text);
}
