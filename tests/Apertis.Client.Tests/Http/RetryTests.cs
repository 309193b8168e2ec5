using System.Globalization;
using Apertis.Client.Tests.Support;
using Apertis.Gateway;

namespace Apertis.Client.Tests.Http;

/// <summary>Which failures are followed by another attempt, and how many there are; counted where they arrive.</summary>
public sealed class RetryTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private const int Once = 1;
    private const int WithRetries = 6;

    private readonly GatewayServer _gateway = fixture.Gateway;

    public static TheoryData<string, string, string, int> Failures => new()
    {
        // By code.
        { "missing_api_key", "", "MissingApiKey", Once },
        { "invalid_api_key", "", "InvalidApiKey", Once },
        { "expired_api_key", "", "ExpiredApiKey", Once },
        { "access_denied", "", "AccessDenied", Once },
        { "ip_not_allowed", "", "IpNotAllowed", Once },
        { "account_suspended", "", "AccountSuspended", Once },
        { "quota_exceeded", "", "QuotaExceeded", Once },
        { "insufficient_quota", "", "QuotaExceeded", Once },
        { "insufficient_balance", "", "InsufficientBalance", Once },
        { "subscription_expired", "", "SubscriptionExpired", Once },
        { "payment_failed", "", "PaymentFailed", Once },
        { "rate_limit_exceeded", "", "RateLimitExceeded", WithRetries },
        { "model_not_found", "", "ModelNotFound", Once },
        { "model_access_denied", "", "ModelAccessDenied", Once },
        { "invalid_request", "", "InvalidRequest", Once },
        { "invalid_parameter", "", "InvalidParameter", Once },
        { "missing_parameter", "", "MissingParameter", Once },
        { "context_length_exceeded", "", "ContextLengthExceeded", Once },
        { "output_length_exceeded", "", "OutputLengthExceeded", Once },
        { "invalid_image", "", "InvalidImage", Once },
        { "content_policy_violation", "", "ContentPolicyViolation", Once },
        { "endpoint_not_found", "", "EndpointNotFound", Once },
        { "internal_error", "", "InternalError", WithRetries },
        { "upstream_error", "", "UpstreamError", WithRetries },
        { "service_unavailable", "", "ServiceUnavailable", WithRetries },
        { "model_overloaded", "", "ModelOverloaded", WithRetries },
        // The code, not the status.
        { "quota_exceeded", "status=503", "QuotaExceeded", Once },
        { "internal_error", "status=400", "InternalError", WithRetries },
        { "error-in-200", "code=internal_error", "InternalError", WithRetries },
        { "error-in-200", "code=quota_exceeded", "QuotaExceeded", Once },
        // By status alone.
        { "status", "status=400", "InvalidRequest", Once },
        { "status", "status=401", "InvalidApiKey", Once },
        { "status", "status=402", "QuotaExceeded", Once },
        { "status", "status=403", "AccessDenied", Once },
        { "status", "status=404", "EndpointNotFound", Once },
        { "status", "status=404,message=Model 'gpt-4.1' not found", "ModelNotFound", Once },
        { "status", "status=407", "ProxyAuthenticationRequired", Once },
        { "status", "status=408", "RequestTimedOut", WithRetries },
        { "status", "status=413,body=html", "PayloadTooLarge", Once },
        { "status", "status=418", "InvalidRequest", Once },
        { "status", "status=422", "InvalidRequest", Once },
        { "status", "status=429,body=html,reset=0", "RateLimitExceeded", WithRetries },
        { "status", "status=500,body=empty", "InternalError", WithRetries },
        { "status", "status=502,body=html", "UpstreamError", WithRetries },
        { "status", "status=503,body=plain", "ServiceUnavailable", WithRetries },
        { "status", "status=504,body=html", "RequestTimedOut", WithRetries },
        { "status", "status=599", "InternalError", WithRetries },
        { "redirect", "", "UnexpectedRedirect", Once },
        { "edge-block", "", "EdgeBlocked", Once },
        { "edge-block-html", "", "EdgeBlocked", Once },
        // Answers that make no sense.
        { "login-page", "", "ResponseMalformed", Once },
        { "empty", "", "ResponseMalformed", Once },
        { "not-json", "", "ResponseMalformed", Once },
        { "no-choices", "", "ResponseMalformed", Once },
        { "truncated", "", "ResponseMalformed", Once },
        { "content-filter", "", "ContentPolicyViolation", Once },
        // No answer.
        { "reset", "", "ConnectionReset", WithRetries },
        { "close", "", "ConnectionReset", WithRetries },
        // The server's own word goes before the table.
        { "status", "status=400,should-retry=true", "InvalidRequest", WithRetries },
        { "quota_exceeded", "should-retry=true", "QuotaExceeded", WithRetries },
        { "service_unavailable", "should-retry=false", "ServiceUnavailable", Once },
        { "rate_limit_exceeded", "should-retry=false", "RateLimitExceeded", Once },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_failure_is_the_row_of_the_error_list_and_retried_only_where_that_says_so(string fault, string settings, string problem, int requests)
    {
        var baseUri = _gateway.WithFault(fault, [.. settings.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(setting => (setting.Split('=')[0], setting.Split('=')[1])), ("on", "chat")]);
        var lab = new Lab(baseUri);

        var exception = await lab.ChatFailureAsync();

        Assert.Equal(problem, exception.Problem);
        Assert.Equal(TroubleshootingGuide.Find(problem)!.Category, exception.Category);
        Assert.Equal(requests, _gateway.RequestsTo(baseUri).Count(request => request.Method == "POST"));
        Assert.Equal(requests, exception.Attempts.Count);
        Assert.Equal(requests - 1, lab.Waits.Count);
        Assert.NotEmpty(exception.RecommendedActions);
    }

    [Fact]
    public async Task Pauses_are_powers_of_two_seconds_and_the_jitter()
    {
        var lab = new Lab(_gateway.WithFault("service_unavailable"));

        await lab.ChatFailureAsync();

        Assert.Equal([1.25, 2.25, 4.25, 8.25, 16.25], lab.Waits.Select(wait => wait.TotalSeconds));
    }

    [Fact]
    public async Task A_call_that_recovers_gives_its_answer_and_tells_of_every_attempt()
    {
        var lab = new Lab(_gateway.WithFault("service_unavailable", ("times", "2")));

        var result = await lab.ChatAsync();

        Assert.Equal("You said: Hello", result.Content);
        Assert.Equal([1, 2, 3], result.Attempts.Select(attempt => attempt.Number));
        Assert.Equal([503, 503, 200], result.Attempts.Select(attempt => attempt.StatusCode));
        Assert.Equal(["ServiceUnavailable", "ServiceUnavailable", null], result.Attempts.Select(attempt => attempt.Problem));
        Assert.Equal([TimeSpan.FromSeconds(1.25), TimeSpan.FromSeconds(2.25), null], result.Attempts.Select(attempt => attempt.Delay));
        Assert.Equal([FakeClock.Start, FakeClock.Start.AddSeconds(1.25), FakeClock.Start.AddSeconds(3.5)], result.Attempts.Select(attempt => attempt.StartedAt));
        Assert.Equal(TimeSpan.FromSeconds(3.5), result.Duration);
        Assert.All(result.Attempts, attempt => Assert.Equal("POST", attempt.Method));
        Assert.All(result.Attempts, attempt => Assert.EndsWith("/v1/chat/completions", attempt.Path, StringComparison.Ordinal));
        Assert.Equal(3, result.Attempts.Select(attempt => attempt.RequestId).Distinct().Count());
    }

    [Fact]
    public async Task A_failure_after_retries_says_how_many_attempts_there_were()
    {
        var lab = new Lab(_gateway.WithFault("internal_error"), with: options => options with { MaximumRetryCount = 2 });

        var exception = await lab.ChatFailureAsync();

        Assert.Equal(3, exception.Attempts.Count);
        Assert.Null(exception.Attempts[^1].Delay);
        Assert.Contains("after 3 attempts", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("service_unavailable")]
    [InlineData("rate_limit_exceeded")]
    [InlineData("reset")]
    public async Task Without_retries_there_is_one_attempt(string fault)
    {
        var baseUri = _gateway.WithFault(fault);
        var lab = new Lab(baseUri, with: options => options with { MaximumRetryCount = 0 });

        var exception = await lab.ChatFailureAsync();

        Assert.Single(exception.Attempts);
        Assert.Single(_gateway.RequestsTo(baseUri));
        Assert.Empty(lab.Waits);
    }

    [Fact]
    public async Task The_last_failure_is_the_one_that_is_reported()
    {
        await using var server = ScriptedServer.Sending(number => number == 1
            ? ScriptedServer.Http(503, "{\"error\":{\"message\":\"first\"}}"u8.ToArray())
            : ScriptedServer.Http(402, "{\"error\":{\"message\":\"second\",\"code\":\"quota_exceeded\"}}"u8.ToArray()));
        var lab = new Lab(server.BaseUri);

        var exception = await lab.ChatFailureAsync();

        Assert.Equal(("QuotaExceeded", 2), (exception.Problem, exception.Attempts.Count));
        Assert.Contains("second", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_where_nothing_listens_is_tried_again()
    {
        var lab = new Lab(await ClosedBaseUriAsync());

        var exception = await lab.ChatFailureAsync();

        Assert.Equal(("ConnectionRefused", 6), (exception.Problem, exception.Attempts.Count));
        Assert.All(exception.Attempts, attempt => Assert.Null(attempt.StatusCode));
    }

    [Fact]
    public async Task A_name_that_does_not_exist_is_asked_for_once()
    {
        var lab = new Lab(new Uri("https://no-such-host.invalid/v1"));

        var exception = await lab.ChatFailureAsync();

        Assert.Equal(("NameResolutionFailed", 1), (exception.Problem, exception.Attempts.Count));
        Assert.Equal("no-such-host.invalid", exception.Evidence["Host"]);
    }

    [Fact]
    public async Task What_is_not_HTTP_is_not_tried_again()
    {
        await using var server = ScriptedServer.Sending("SSH-2.0-OpenSSH_9.6\r\n\r\n"u8.ToArray());
        var lab = new Lab(server.BaseUri);

        var exception = await lab.ChatFailureAsync();

        Assert.Equal(("ResponseMalformed", 1), (exception.Problem, exception.Attempts.Count));
    }

    [Fact]
    public async Task Headers_without_end_are_not_kept()
    {
        await using var server = ScriptedServer.Answering(200, "{}", $"X-Long: {new string('x', 200_000)}\r\n");
        var lab = new Lab(server.BaseUri);

        Assert.Equal("ResponseMalformed", (await lab.ChatFailureAsync()).Problem);
    }

    [Theory]
    [InlineData("close")]
    [InlineData("reset")]
    public async Task A_connection_that_was_in_use_before_is_no_reason_to_send_a_prompt_twice_in_secret(string fault)
    {
        var baseUri = _gateway.WithFault(fault, ("skip", "1"), ("times", "1"));
        var lab = new Lab(baseUri);

        await lab.ChatAsync();
        var second = await lab.ChatAsync();

        Assert.Equal(_gateway.RequestsTo(baseUri).Count, 1 + second.Attempts.Count);
        Assert.Equal(2, second.Attempts.Count);
    }

    [Fact]
    public async Task A_call_that_is_given_up_just_before_its_wait_ends_as_given_up()
    {
        using var stop = new CancellationTokenSource();
        var observer = new RecordingObserver { OnWaiting = _ => stop.Cancel() };
        var lab = new Lab(_gateway.WithFault("service_unavailable"), observer: observer);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lab.Client.Chat().SendAsync(Lab.Prompt(), stop.Token).Soon("the call"));
    }

    [Fact]
    public async Task A_call_whose_time_is_up_just_before_its_wait_ends_as_a_problem_of_the_guide()
    {
        Lab? lab = null;
        var observer = new RecordingObserver { OnWaiting = _ => lab!.Clock.Advance(TimeSpan.FromSeconds(120)) };
        lab = new Lab(_gateway.WithFault("service_unavailable"), observer: observer);

        var exception = await Assert.ThrowsAsync<ApertisException>(() => lab.Client.Chat().SendAsync(Lab.Prompt(), default).Soon("the call"));

        Assert.Contains(exception.Problem, (string[])["ServiceUnavailable", "RequestTimedOut"]);
    }

    [Fact]
    public async Task Calls_at_the_same_time_keep_their_attempts_apart()
    {
        var baseUri = _gateway.WithFault("none");
        var lab = new Lab(baseUri);

        var results = await Task.WhenAll(Enumerable.Range(0, 32).Select(number => lab.ChatAsync(Lab.Prompt(number.ToString(CultureInfo.InvariantCulture)))));

        Assert.Equal(Enumerable.Range(0, 32).Select(number => $"You said: {number}"), results.Select(result => result.Content));
        Assert.All(results, result => Assert.Single(result.Attempts));
    }

    private static async Task<Uri> ClosedBaseUriAsync()
    {
        await using var server = ScriptedServer.Silent();
        return server.BaseUri;
    }
}
