using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Polly;
using Polly.Retry;

namespace Apertis.Client.Http;

/// <summary>Makes calls: attempts, waits, limits, classification of failures, and redaction of all that leaves as text.</summary>
internal sealed class ApertisTransport
{
    private static readonly ResiliencePropertyKey<Call> CallKey = new("Apertis.Call");

    // The range that the gateway accepts for X-Timeout, in milliseconds.
    private const int ShortestGatewayTimeout = 5_000;
    private const int LongestGatewayTimeout = 300_000;

    // Characters from which splitting a prompt is worth advising: some 5,000 tokens.
    private const int LongPrompt = 20_000;

    private readonly ApiBase _apiBase;
    private readonly ClientOptions _options;
    private readonly EventStreamReader _eventReader;
    private readonly Uri? _proxy;
    private readonly ITrafficObserver _observer;
    private readonly TimeProvider _time;
    private readonly RetryPlan _retryPlan;
    private readonly ResiliencePipeline<AttemptOutcome> _pipeline;

    public ApertisTransport(ResolvedSettings settings, ApiBase apiBase, ClientOptions options, ITrafficObserver observer, TimeProvider? time = null, Func<double>? jitter = null)
    {
        _apiBase = apiBase;
        _options = options;
        _observer = observer;
        _time = time ?? TimeProvider.System;
        _eventReader = new EventStreamReader(options.OperationTimeout, _time);
        var pool = ConnectionPool.For(options.Connection);
        _proxy = pool.ProxyFor(apiBase.Uri);
        Redactor = new Redactor([.. settings.Secrets, .. new[] { options.Connection.ProxyPassword, pool.ProxyPasswordFor(apiBase.Uri) }.OfType<string>()]);
        _retryPlan = new RetryPlan(options, jitter ?? Random.Shared.NextDouble);
        _pipeline = BuildPipeline();
    }

    /// <summary>Replaces the secrets of this client's calls.</summary>
    public Redactor Redactor { get; }

    /// <summary>The proxy that calls go through, fit to be shown; null when they go straight.</summary>
    public string? Proxy => _proxy is null ? null : Redactor.Redact(_proxy.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped));

    /// <summary>A limit for several requests together: that of a whole call, from now on.</summary>
    /// <param name="limit">A closer limit; null for none.</param>
    public Deadline StartDeadline(TimeSpan? limit = null) => new(limit < _options.Timeout ? limit.Value : _options.Timeout, _time);

    /// <summary>Whether what is sent leaves this machine without encryption.</summary>
    public bool IsUnencrypted => !_apiBase.IsHttps && !(_proxy ?? _apiBase.Uri).IsLoopback;

    public TimeProvider Time => _time;

    public DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>Makes a call.</summary>
    /// <exception cref="ApertisException">The call failed; the exception says of what and what to do.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<ApiResponse> SendAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        using var call = new Call(request, request.Timeout ?? _options.Timeout, _time, cancellationToken);
        var context = ResilienceContextPool.Shared.Get(call.Token);
        context.Properties.Set(CallKey, call);
        try
        {
            var outcome = await _pipeline.ExecuteAsync(static (context, transport) => transport.AttemptAsync(context.Properties.GetValue(CallKey, null!)), context, this).ConfigureAwait(false);
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
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>The error for an answer that arrived whole but is not what the API sends.</summary>
    public ApertisException Reject(ApiRequest request, ApiResponse response, string problem, string? detail) =>
        Reject(request, response, GuideMatch.Local(problem, detail) with { StatusCode = response.StatusCode });

    /// <inheritdoc cref="Reject(ApiRequest, ApiResponse, string, string)"/>
    public ApertisException Reject(ApiRequest request, ApiResponse response, GuideMatch match) =>
        Report(request, match, response.Headers, response.Body, [.. response.Attempts.SkipLast(1), response.Attempts[^1] with { Problem = match.Problem.Id }]).ToException();

    private ResiliencePipeline<AttemptOutcome> BuildPipeline()
    {
        var builder = new ResiliencePipelineBuilder<AttemptOutcome> { TimeProvider = _time };
        if (_options.MaximumRetryCount > 0)
        {
            builder.AddRetry(new RetryStrategyOptions<AttemptOutcome>
            {
                MaxRetryAttempts = _options.MaximumRetryCount,
                ShouldHandle = static arguments => ValueTask.FromResult(arguments.Outcome.Result?.RetryDelay is not null),
                DelayGenerator = static arguments => ValueTask.FromResult(arguments.Outcome.Result?.RetryDelay),
                MaxDelay = null,
            });
        }

        return builder.Build();
    }

    private async ValueTask<AttemptOutcome> AttemptAsync(Call call)
    {
        var request = call.Request;
        var startedAt = _time.GetUtcNow();
        var started = _time.GetTimestamp();
        var trace = new ConnectTrace(call.Token);
        using var message = CreateMessage(call, trace);
        ShowRequest(message, request);

        HttpResponseMessage? response = null;
        IReadOnlyDictionary<string, string>? headers = null;
        ReadOnlyMemory<byte> body = default;
        GuideMatch? failure = null;
        IEventSink? events = null;
        try
        {
            response = await PoolFor(request).Invoker.SendAsync(message, call.Token).ConfigureAwait(false);
            headers = ApiResponse.Join(response.Headers, response.Content.Headers);
            if (response.IsSuccessStatusCode && request.CreateEventSink is { } createSink && IsEventStream(response))
            {
                events = createSink();
                failure = await _eventReader.ReadAsync(response.Content, events, call.StopClock, call.Token).ConfigureAwait(false);
            }
            else if (response.IsSuccessStatusCode)
            {
                body = await AnswerReader.ReadAsync(response.Content, call.Token).ConfigureAwait(false);
            }
            else
            {
                body = await AnswerReader.ReadErrorAsync(response.Content, call.Token).ConfigureAwait(false);
                failure = HttpLookup.Match(Answer(request, (int)response.StatusCode, headers, body));
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException or InvalidDataException)
        {
            // Giving up closes a connection in the making, which may be noticed before the giving up itself.
            call.ThrowIfStopped();
            failure = call.IsOutOfTime ? TimedOut(request, response is not null)
                : response is null ? ExceptionLookup.Match(exception, FailureContext(request, trace))
                : GuideMatch.Local("ResponseMalformed", "it broke off before its end") with { StatusCode = (int)response.StatusCode, Exception = exception };
        }
        finally
        {
            response?.Dispose();
        }

        ShowResponse(response, headers, body);
        if (events is null)
        {
            failure ??= HttpLookup.MatchErrorInSuccess(Answer(request, (int)response!.StatusCode, headers!, body));
        }

        return Conclude(call, startedAt, _time.GetElapsedTime(started), (int?)response?.StatusCode, headers, body, events, failure);
    }

    // Streams have connections of their own, on which no compression is offered.
    private ConnectionPool PoolFor(ApiRequest request) =>
        ConnectionPool.For(request.CreateEventSink is null ? _options.Connection : _options.Connection with { AcceptsCompression = false });

    private static bool IsEventStream(HttpResponseMessage response) =>
        string.Equals(response.Content.Headers.ContentType?.MediaType, "text/event-stream", StringComparison.OrdinalIgnoreCase);

    private static bool IsWorthRepeating(GuideMatch failure, IEventSink? events) =>
        events switch
        {
            null => failure.IsRetriable,
            { HasDelivered: true } => false,
            _ => failure.IsRetriable || failure.Problem.Retry == RetryRule.BeforeOutput,
        };

    private AttemptOutcome Conclude(Call call, DateTimeOffset startedAt, TimeSpan duration, int? status, IReadOnlyDictionary<string, string>? headers, ReadOnlyMemory<byte> body, IEventSink? events, GuideMatch? failure)
    {
        var now = _time.GetUtcNow();
        var requestId = headers is null ? null : Redactor.TryRedact(ResponseHeaders.RequestId(headers));
        var rateLimit = headers is null ? null : ResponseHeaders.RateLimit(headers, now);
        TimeSpan? hint = null;
        (TimeSpan? Delay, string? Note) plan = (null, null);
        if (failure is not null)
        {
            hint = headers is null ? null : ResponseHeaders.RetryAfter(headers, now, countsWindow: failure.Problem.Category == ProblemCategory.RateLimit);
            plan = _retryPlan.Next(call.Request.IsRetried && IsWorthRepeating(failure, events), call.Attempts.Count + 1, hint, call.Left, now);
        }

        var attempt = new Attempt
        {
            Number = call.Attempts.Count + 1,
            Method = call.Request.Method.Method,
            Path = Redactor.Redact(call.Request.Uri.AbsolutePath),
            StartedAt = startedAt,
            Duration = duration,
            StatusCode = status,
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
                    StatusCode = status!.Value,
                    Headers = headers!,
                    Body = body,
                    Events = events,
                    Attempts = call.Attempts,
                    Duration = call.Elapsed,
                    RequestId = requestId,
                    RateLimit = rateLimit,
                },
            };
        }

        if (plan.Delay is { } delay)
        {
            _observer.Waiting(delay, failure.Problem);
            call.LastProblem = Report(call.Request, failure, headers, body, call.Attempts);
            return new AttemptOutcome { RetryDelay = delay };
        }

        if (hint is { } wait)
        {
            failure = failure.With(Fact.ResetTime, RetryPlan.Describe(now, wait));
        }

        return new AttemptOutcome { Problem = Report(call.Request, failure, headers, body, call.Attempts) with { Note = plan.Note, RetryAfter = hint } };
    }

    private HttpRequestMessage CreateMessage(Call call, ConnectTrace trace)
    {
        var request = call.Request;
        var message = new HttpRequestMessage(request.Method, request.Uri) { Version = System.Net.HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionOrLower };
        message.Options.Set(ConnectTrace.Key, trace);
        message.Headers.TryAddWithoutValidation("User-Agent", _options.UserAgent);
        message.Headers.TryAddWithoutValidation("Accept", request.CreateEventSink is null ? "application/json" : "text/event-stream, application/json");
        if (request.Key is not null)
        {
            message.Headers.TryAddWithoutValidation("Authorization", $"Bearer {request.Key.Cleaned.Value}");
        }

        if (request.SendsTimeout)
        {
            var left = Math.Clamp((long)call.Left.TotalMilliseconds, ShortestGatewayTimeout, LongestGatewayTimeout);
            message.Headers.TryAddWithoutValidation("X-Timeout", left.ToString(CultureInfo.InvariantCulture));
        }

        if (request.Body is { } body)
        {
            message.Content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        return message;
    }

    private GuideMatch TimedOut(ApiRequest request, bool hasAnswerBegun)
    {
        var limit = _options.Timeout.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
        var detail = $"{(hasAnswerBegun ? "the answer had begun but was not complete" : "no answer had begun")} after {limit} s, the limit set by -TimeoutSec";
        return GuideMatch.Local("RequestTimedOut", detail, (Fact.TimeLimit, $"-TimeoutSec {limit}"), (Fact.PromptLength, request.PromptLength >= LongPrompt ? request.PromptLength.Value.ToString("N0", CultureInfo.InvariantCulture) : null));
    }

    private FailureContext FailureContext(ApiRequest request, ConnectTrace trace) => new()
    {
        Host = request.Uri.IdnHost,
        Port = request.Uri.Port,
        Proxy = Proxy,
        ConnectionTimeout = _options.Connection.Timeout,
        IsTcpConnected = trace.IsTcpConnected,
    };

    private static HttpAnswer Answer(ApiRequest request, int status, IReadOnlyDictionary<string, string> headers, ReadOnlyMemory<byte> body) =>
        new() { StatusCode = status, Headers = headers, Body = body, Model = request.Model };

    private ProblemReport Report(ApiRequest request, GuideMatch match, IReadOnlyDictionary<string, string>? headers, ReadOnlyMemory<byte> body, IReadOnlyList<Attempt> attempts)
    {
        var complete = match
            .With(Fact.BaseUri, _apiBase.Uri.ToString())
            .With(Fact.Host, request.Uri.IdnHost)
            .With(Fact.Proxy, Proxy)
            .With(Fact.Model, request.Model)
            .With(Fact.KeySource, request.Key?.SourceText)
            .With(Fact.KeyFindings, request.Key is null ? null : KeyFindings.Advice(request.Key.Cleaned.Findings))
            .With(Fact.SubscriptionKey, request.Key?.Cleaned is { Kind: KeyKind.Subscription } key ? key.Masked : null);
        return new ProblemReport
        {
            Match = complete.Redacted(Redactor),
            Timestamp = _time.GetUtcNow(),
            RequestId = headers is null ? null : Redactor.TryRedact(ResponseHeaders.RequestId(headers)),
            RateLimit = headers is null ? null : ResponseHeaders.RateLimit(headers, _time.GetUtcNow()),
            ResponseBody = body.IsEmpty ? null : ShowBody(body),
            Attempts = attempts,
        };
    }

    private string ShowBody(ReadOnlyMemory<byte> body)
    {
        // Four bytes hold at least one character; the margin lets a secret that the cut would split be found whole.
        const int Read = (ApertisException.MaximumResponseBodyLength * 4) + 4096;
        var text = Redactor.Redact(Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, Read)]));
        return text.Length <= ApertisException.MaximumResponseBodyLength ? text : text[..ApertisException.MaximumResponseBodyLength];
    }

    private void ShowRequest(HttpRequestMessage message, ApiRequest request)
    {
        if (!_observer.WantsContent)
        {
            return;
        }

        var text = new StringBuilder($"> {message.Method} {Redactor.Redact(request.Uri.ToString())}\n");
        foreach (var header in message.Headers.NonValidated)
        {
            var value = header.Key == "Authorization" ? $"Bearer {request.Key?.Cleaned.Masked}" : Redactor.Redact(header.Value.ToString());
            text.Append("> ").Append(header.Key).Append(": ").Append(value).Append('\n');
        }

        _observer.ContentSeen(request.Body is { } body ? text.Append('\n').Append(ShowBody(body)).ToString() : text.ToString().TrimEnd('\n'));
    }

    private void ShowResponse(HttpResponseMessage? response, IReadOnlyDictionary<string, string>? headers, ReadOnlyMemory<byte> body)
    {
        if (!_observer.WantsContent || response is null || headers is null)
        {
            return;
        }

        var text = new StringBuilder($"< HTTP/{response.Version} {(int)response.StatusCode}\n");
        foreach (var (name, value) in headers)
        {
            text.Append("< ").Append(name).Append(": ").Append(Redactor.Redact(value)).Append('\n');
        }

        _observer.ContentSeen(text.Append('\n').Append(ShowBody(body)).ToString());
    }

    /// <summary>The state of one call across its attempts.</summary>
    private sealed class Call : IDisposable
    {
        private readonly TimeProvider _time;
        private readonly TimeSpan _limit;
        private readonly long _started;
        private readonly CancellationToken _stop;
        private readonly CancellationTokenSource _deadline;
        private readonly CancellationTokenSource _either;

        public Call(ApiRequest request, TimeSpan limit, TimeProvider time, CancellationToken stop)
        {
            Request = request;
            _time = time;
            _limit = limit;
            _started = time.GetTimestamp();
            _stop = stop;
            _deadline = new CancellationTokenSource(limit, time);
            _either = CancellationTokenSource.CreateLinkedTokenSource(stop, _deadline.Token);
        }

        public ApiRequest Request { get; }

        public List<Attempt> Attempts { get; } = [];

        /// <summary>What ended the latest attempt; null before the first.</summary>
        public ProblemReport? LastProblem { get; set; }

        public CancellationToken Token => _either.Token;

        public bool IsStopped => _stop.IsCancellationRequested;

        public void ThrowIfStopped() => _stop.ThrowIfCancellationRequested();

        public bool IsOutOfTime => _deadline.IsCancellationRequested;

        /// <summary>Lifts the limit of the call: the answer has begun, and now only its gaps are limited.</summary>
        public void StopClock() => _deadline.CancelAfter(System.Threading.Timeout.InfiniteTimeSpan);

        public TimeSpan Elapsed => _time.GetElapsedTime(_started);

        public TimeSpan Left => _limit - Elapsed is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

        public void Dispose()
        {
            _either.Dispose();
            _deadline.Dispose();
        }
    }
}
