using System.Management.Automation;
using Apertis.Tests.Setup;

namespace Apertis.Tests.Errors;

/// <summary>Every row of the error table that an HTTP answer can lead to, over the wire. The expectations are written by hand.</summary>
public sealed class AnsweredErrorTests(Bench bench) : IClassFixture<Bench>
{
    private const bool Retried = true;
    private const bool Once = false;

    private static readonly Dictionary<string, Row> Rows = new()
    {
        ["missing_api_key"] = new("MissingApiKey", "Authentication", ErrorCategory.AuthenticationError, 401, "missing_api_key", Once),
        ["invalid_api_key"] = new("InvalidApiKey", "Authentication", ErrorCategory.AuthenticationError, 401, "invalid_api_key", Once),
        ["status;status=401"] = new("InvalidApiKey", "Authentication", ErrorCategory.AuthenticationError, 401, null, Once),
        ["status;status=401;body=html"] = new("InvalidApiKey", "Authentication", ErrorCategory.AuthenticationError, 401, null, Once),
        ["status;status=401;body=empty"] = new("InvalidApiKey", "Authentication", ErrorCategory.AuthenticationError, 401, null, Once),
        ["expired_api_key"] = new("ExpiredApiKey", "Authentication", ErrorCategory.AuthenticationError, 401, "expired_api_key", Once),
        ["access_denied"] = new("AccessDenied", "Permission", ErrorCategory.PermissionDenied, 403, "access_denied", Once),
        ["status;status=403"] = new("AccessDenied", "Permission", ErrorCategory.PermissionDenied, 403, null, Once),
        ["status;status=403;body=string-error"] = new("AccessDenied", "Permission", ErrorCategory.PermissionDenied, 403, null, Once),
        ["ip_not_allowed"] = new("IpNotAllowed", "Permission", ErrorCategory.PermissionDenied, 403, "ip_not_allowed", Once),
        ["account_suspended"] = new("AccountSuspended", "Permission", ErrorCategory.PermissionDenied, 403, "account_suspended", Once),
        ["edge-block"] = new("EdgeBlocked", "Permission", ErrorCategory.PermissionDenied, 403, null, Once),
        ["edge-block-html"] = new("EdgeBlocked", "Permission", ErrorCategory.PermissionDenied, 403, null, Once),
        ["status;status=403;body=empty"] = new("EdgeBlocked", "Permission", ErrorCategory.PermissionDenied, 403, null, Once),
        ["status;status=403;body=plain"] = new("EdgeBlocked", "Permission", ErrorCategory.PermissionDenied, 403, null, Once),
        ["quota_exceeded"] = new("QuotaExceeded", "Billing", ErrorCategory.QuotaExceeded, 402, "quota_exceeded", Once),
        ["status;status=402"] = new("QuotaExceeded", "Billing", ErrorCategory.QuotaExceeded, 402, null, Once),
        ["insufficient_quota"] = new("QuotaExceeded", "Billing", ErrorCategory.QuotaExceeded, 429, "insufficient_quota", Once),
        ["insufficient_balance"] = new("InsufficientBalance", "Billing", ErrorCategory.QuotaExceeded, 402, "insufficient_balance", Once),
        ["subscription_expired"] = new("SubscriptionExpired", "Billing", ErrorCategory.QuotaExceeded, 402, "subscription_expired", Once),
        ["payment_failed"] = new("PaymentFailed", "Billing", ErrorCategory.QuotaExceeded, 402, "payment_failed", Once),
        ["rate_limit_exceeded"] = new("RateLimitExceeded", "RateLimit", ErrorCategory.LimitsExceeded, 429, "rate_limit_exceeded", Retried),
        ["status;status=429"] = new("RateLimitExceeded", "RateLimit", ErrorCategory.LimitsExceeded, 429, null, Retried),
        ["status;status=429;body=html"] = new("RateLimitExceeded", "RateLimit", ErrorCategory.LimitsExceeded, 429, null, Retried),
        ["model_not_found;on=chat"] = new("ModelNotFound", "Model", ErrorCategory.ObjectNotFound, 404, "model_not_found", Once) { AsksForSuggestions = true },
        ["status;status=404;on=chat;message=gpt-4.1 is gone"] = new("ModelNotFound", "Model", ErrorCategory.ObjectNotFound, 404, null, Once) { AsksForSuggestions = true },
        ["model_access_denied"] = new("ModelAccessDenied", "Model", ErrorCategory.PermissionDenied, 403, "model_access_denied", Once),
        ["invalid_request"] = new("InvalidRequest", "Request", ErrorCategory.InvalidArgument, 400, "invalid_request", Once),
        ["status;status=400"] = new("InvalidRequest", "Request", ErrorCategory.InvalidArgument, 400, null, Once),
        ["status;status=400;body=numeric-code"] = new("InvalidRequest", "Request", ErrorCategory.InvalidArgument, 400, null, Once),
        ["status;status=400;body=unknown-code"] = new("InvalidRequest", "Request", ErrorCategory.InvalidArgument, 400, "brand_new_code", Once),
        ["status;status=422"] = new("InvalidRequest", "Request", ErrorCategory.InvalidArgument, 422, null, Once),
        ["status;status=409"] = new("InvalidRequest", "Request", ErrorCategory.InvalidArgument, 409, null, Once),
        ["status;status=418;body=html"] = new("InvalidRequest", "Request", ErrorCategory.InvalidArgument, 418, null, Once),
        ["invalid_parameter"] = new("InvalidParameter", "Request", ErrorCategory.InvalidArgument, 400, "invalid_parameter", Once) { Param = "temperature" },
        ["missing_parameter"] = new("MissingParameter", "Request", ErrorCategory.InvalidArgument, 400, "missing_parameter", Once) { Param = "messages" },
        ["context_length_exceeded"] = new("ContextLengthExceeded", "Request", ErrorCategory.InvalidArgument, 400, "context_length_exceeded", Once),
        ["output_length_exceeded"] = new("OutputLengthExceeded", "Request", ErrorCategory.InvalidArgument, 400, "output_length_exceeded", Once),
        ["invalid_image"] = new("InvalidImage", "Request", ErrorCategory.InvalidArgument, 400, "invalid_image", Once),
        ["content_policy_violation"] = new("ContentPolicyViolation", "Request", ErrorCategory.InvalidArgument, 400, "content_policy_violation", Once),
        ["content-filter"] = new("ContentPolicyViolation", "Request", ErrorCategory.InvalidArgument, 200, null, Once),
        ["status;status=413"] = new("PayloadTooLarge", "Request", ErrorCategory.InvalidArgument, 413, null, Once),
        ["status;status=413;body=html"] = new("PayloadTooLarge", "Request", ErrorCategory.InvalidArgument, 413, null, Once),
        ["endpoint_not_found"] = new("EndpointNotFound", "Request", ErrorCategory.InvalidArgument, 404, "endpoint_not_found", Once),
        ["status;status=404"] = new("EndpointNotFound", "Request", ErrorCategory.InvalidArgument, 404, null, Once),
        ["status;status=404;body=html"] = new("EndpointNotFound", "Request", ErrorCategory.InvalidArgument, 404, null, Once),
        ["redirect"] = new("UnexpectedRedirect", "Connection", ErrorCategory.ConnectionError, 302, null, Once) { Says = "https://elsewhere.invalid" },
        ["redirect;status=301"] = new("UnexpectedRedirect", "Connection", ErrorCategory.ConnectionError, 301, null, Once) { Says = "https://elsewhere.invalid" },
        ["redirect;status=307"] = new("UnexpectedRedirect", "Connection", ErrorCategory.ConnectionError, 307, null, Once) { Says = "https://elsewhere.invalid" },
        ["redirect;status=308;to=/login"] = new("UnexpectedRedirect", "Connection", ErrorCategory.ConnectionError, 308, null, Once) { Says = "same host" },
        ["status;status=304;body=empty"] = new("UnexpectedRedirect", "Connection", ErrorCategory.ConnectionError, 304, null, Once),
        ["status;status=408"] = new("RequestTimedOut", "Timeout", ErrorCategory.OperationTimeout, 408, null, Retried),
        ["status;status=504;body=html"] = new("RequestTimedOut", "Timeout", ErrorCategory.OperationTimeout, 504, null, Retried),
        ["status;status=407;body=html"] = new("ProxyAuthenticationRequired", "Proxy", ErrorCategory.ConnectionError, 407, null, Once),
        ["login-page"] = new("ResponseMalformed", "Server", ErrorCategory.ProtocolError, 200, null, Once) { Says = "Guest network: sign in" },
        ["empty"] = new("ResponseMalformed", "Server", ErrorCategory.ProtocolError, 200, null, Once) { Says = "empty" },
        ["not-json"] = new("ResponseMalformed", "Server", ErrorCategory.ProtocolError, 200, null, Once),
        ["no-choices"] = new("ResponseMalformed", "Server", ErrorCategory.ProtocolError, 200, null, Once) { Says = "choices" },
        ["truncated"] = new("ResponseMalformed", "Server", ErrorCategory.ProtocolError, 200, null, Once),
        ["error-in-200;code=brand_new_code"] = new("ResponseMalformed", "Server", ErrorCategory.ProtocolError, 200, "brand_new_code", Once),
        ["internal_error"] = new("InternalError", "Server", ErrorCategory.ResourceUnavailable, 500, "internal_error", Retried),
        ["status;status=500"] = new("InternalError", "Server", ErrorCategory.ResourceUnavailable, 500, null, Retried),
        ["status;status=500;body=html;message=500 Oops"] = new("InternalError", "Server", ErrorCategory.ResourceUnavailable, 500, null, Retried) { Says = "500 Oops" },
        ["status;status=500;body=truncated"] = new("InternalError", "Server", ErrorCategory.ResourceUnavailable, 500, null, Retried),
        ["status;status=500;body=null-error"] = new("InternalError", "Server", ErrorCategory.ResourceUnavailable, 500, null, Retried),
        ["status;status=500;body=array"] = new("InternalError", "Server", ErrorCategory.ResourceUnavailable, 500, null, Retried),
        ["status;status=500;body=deep"] = new("InternalError", "Server", ErrorCategory.ResourceUnavailable, 500, null, Retried),
        ["status;status=500;body=huge"] = new("InternalError", "Server", ErrorCategory.ResourceUnavailable, 500, null, Retried),
        ["status;status=520;body=plain"] = new("InternalError", "Server", ErrorCategory.ResourceUnavailable, 520, null, Retried),
        ["upstream_error"] = new("UpstreamError", "Server", ErrorCategory.ResourceUnavailable, 502, "upstream_error", Retried),
        ["status;status=502;body=html"] = new("UpstreamError", "Server", ErrorCategory.ResourceUnavailable, 502, null, Retried),
        ["service_unavailable"] = new("ServiceUnavailable", "Server", ErrorCategory.ResourceUnavailable, 503, "service_unavailable", Retried),
        ["status;status=503;body=empty"] = new("ServiceUnavailable", "Server", ErrorCategory.ResourceUnavailable, 503, null, Retried),
        ["model_overloaded"] = new("ModelOverloaded", "Server", ErrorCategory.ResourceUnavailable, 503, "model_overloaded", Retried),

        // A known code decides, whatever the status.
        ["invalid_api_key;status=500"] = new("InvalidApiKey", "Authentication", ErrorCategory.AuthenticationError, 500, "invalid_api_key", Once),
        ["quota_exceeded;status=403"] = new("QuotaExceeded", "Billing", ErrorCategory.QuotaExceeded, 403, "quota_exceeded", Once),
        ["model_overloaded;status=400"] = new("ModelOverloaded", "Server", ErrorCategory.ResourceUnavailable, 400, "model_overloaded", Retried),
        ["account_suspended;status=302"] = new("AccountSuspended", "Permission", ErrorCategory.PermissionDenied, 302, "account_suspended", Once),
        ["error-in-200;code=internal_error"] = new("InternalError", "Server", ErrorCategory.ResourceUnavailable, 200, "internal_error", Retried),
        ["error-in-200;code=rate_limit_exceeded"] = new("RateLimitExceeded", "RateLimit", ErrorCategory.LimitsExceeded, 200, "rate_limit_exceeded", Retried),
        ["error-in-200;code=payment_failed"] = new("PaymentFailed", "Billing", ErrorCategory.QuotaExceeded, 200, "payment_failed", Once),

        // x-should-retry overrides the table either way.
        ["internal_error;should-retry=false"] = new("InternalError", "Server", ErrorCategory.ResourceUnavailable, 500, "internal_error", Once),
        ["rate_limit_exceeded;should-retry=false"] = new("RateLimitExceeded", "RateLimit", ErrorCategory.LimitsExceeded, 429, "rate_limit_exceeded", Once),
        ["invalid_request;should-retry=true"] = new("InvalidRequest", "Request", ErrorCategory.InvalidArgument, 400, "invalid_request", Retried),
        ["edge-block;should-retry=true"] = new("EdgeBlocked", "Permission", ErrorCategory.PermissionDenied, 403, null, Retried),
    };

    public static TheoryData<string> Faults => [.. Rows.Keys];

    [Theory]
    [MemberData(nameof(Faults))]
    public void Answer_is_reported_as_its_row_says(string fault)
    {
        var row = Rows[fault];
        var parts = fault.Split(';');
        var settings = parts[1..].Select(part => (part.Split('=')[0], part.Split('=')[1])).Append(("retry-after-ms", "1"));
        var uri = bench.Gateway.WithFault(parts[0], [.. settings]);

        var result = bench.Run(uri, Reading.Catching("Invoke-ApertisChat hello -MaximumRetryCount 2"));

        var error = result.OnlyError();
        Assert.Equal(row.Id, error.Id());
        error.AssertWellFormed();
        Assert.False(result.IsTerminated);
        Assert.Equal(row.Category, error.Exception.Text("Category"));
        Assert.Equal(row.Native, error.CategoryInfo.Category);
        Assert.Equal(row.Status, error.Exception.Get("StatusCode"));
        Assert.Equal(row.Code, error.Exception.Get("Code"));
        Assert.Equal(row.Param, error.Exception.Get("Param"));
        Assert.Equal("Apertis.ChatInput", error.TargetObject.GetType().FullName);
        Assert.Equal(0, error.TargetObject.Get("Index"));
        Assert.Equal("hello", error.TargetObject.Get("Prompt"));

        var requests = bench.Gateway.RequestsTo(uri);
        Assert.Equal(row.IsRetried ? 3 : 1, requests.Count(request => request.Method == "POST"));
        Assert.Equal(row.AsksForSuggestions ? 1 : 0, requests.Count(request => request.Path.EndsWith("/api/models", StringComparison.Ordinal)));
        var attempts = error.Exception.List("Attempts");
        Assert.Equal(row.IsRetried ? 3 : 1, attempts.Count);
        Assert.Equal(Enumerable.Range(1, attempts.Count).Cast<object>(), attempts.Select(attempt => attempt.Get("Number")));
        Assert.All(attempts, attempt => Assert.Equal(row.Id, attempt.Get("Problem")));
        Assert.All(attempts, attempt => Assert.Equal("POST", attempt.Get("Method")));

        var message = error.ErrorDetails.Message;
        Assert.Equal(message, error.Exception.Message);
        Assert.Contains($"HTTP {row.Status}", message, StringComparison.Ordinal);
        Assert.Contains(row.Code ?? string.Empty, message, StringComparison.Ordinal);
        Assert.Contains(row.Says ?? string.Empty, message, StringComparison.Ordinal);
        if (parts[0] != "login-page")
        {
            // Somebody else's page has no request id.
            var requestId = error.Exception.Text("RequestId");
            Assert.NotNull(requestId);
            Assert.Contains($"request id {requestId}", message, StringComparison.Ordinal);
            Assert.Equal(requestId, attempts[^1].Text("RequestId"));
        }
    }

    [Fact]
    public void Rate_limit_hint_past_the_cap_fails_at_once_with_the_reset_time()
    {
        var uri = bench.Gateway.WithFault("rate_limit_exceeded", ("retry-after", "410400"));

        var error = bench.Run(uri, "Invoke-ApertisChat hello").OnlyError();

        Assert.Equal("RateLimitExceeded", error.Id());
        Assert.Single(bench.Gateway.RequestsTo(uri));
        Assert.Equal(TimeSpan.FromHours(114), error.Exception.Get("RetryAfter"));
        var reset = DateTimeOffset.UtcNow.AddHours(114);
        Assert.Contains(reset.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), error.ErrorDetails.Message, StringComparison.Ordinal);
        Assert.Contains("-MaximumRetryDelaySec 60", error.ErrorDetails.Message, StringComparison.Ordinal);
        Assert.Contains(" UTC", error.ErrorDetails.RecommendedAction.Split('\n')[0], StringComparison.Ordinal);
        error.AssertWellFormed();
    }

    [Fact]
    public void Rate_limit_hint_past_what_is_left_of_the_call_fails_at_once()
    {
        var uri = bench.Gateway.WithFault("rate_limit_exceeded", ("retry-after", "40"));

        var error = bench.Run(uri, "Invoke-ApertisChat hello -TimeoutSec 10").OnlyError();

        Assert.Equal("RateLimitExceeded", error.Id());
        Assert.Single(bench.Gateway.RequestsTo(uri));
        Assert.Contains("-TimeoutSec 10", error.ErrorDetails.Message, StringComparison.Ordinal);
        error.AssertWellFormed();
    }

    [Fact]
    public void Failure_that_passes_ends_in_an_answer()
    {
        var uri = bench.Gateway.WithFault("service_unavailable", ("times", "2"), ("retry-after-ms", "1"));

        var result = bench.Run(uri, "Invoke-ApertisChat hello -MaximumRetryCount 2").OnlyOutput();

        Assert.Equal("You said: hello", result.Get("Content"));
        Assert.Equal(["503", "503", "200"], result.List("Attempts").Select(attempt => attempt.Text("StatusCode")));
    }

    [Fact]
    public void Without_retries_there_is_one_request()
    {
        var uri = bench.Gateway.WithFault("service_unavailable", ("retry-after-ms", "1"));

        Assert.Equal("ServiceUnavailable", bench.Run(uri, "Invoke-ApertisChat hello -MaximumRetryCount 0").OnlyError().Id());

        Assert.Single(bench.Gateway.RequestsTo(uri));
    }

    [Fact]
    public void Text_from_a_server_is_shown_without_control_characters_and_cut()
    {
        var uri = bench.Gateway.WithFault("invalid_request", ("message", "first\r\nsecond\u001b[31m\u0007 " + new string('x', 1000)));

        var error = bench.Run(uri, "Invoke-ApertisChat hello").OnlyError();

        Assert.DoesNotContain(error.ErrorDetails.Message, char.IsControl);
        Assert.Contains("first second", error.ErrorDetails.Message, StringComparison.Ordinal);
        Assert.InRange(error.ErrorDetails.Message.Length, 500, 700);
    }

    [Fact]
    public void Response_body_is_kept_up_to_64_K_characters()
    {
        var uri = bench.Gateway.WithFault("status", ("body", "huge"));

        var error = bench.Run(uri, "Invoke-ApertisChat hello -MaximumRetryCount 0").OnlyError();

        Assert.Equal(64 * 1024, error.Exception.Text("ResponseBody")!.Length);
    }

    [Fact]
    public void Edge_block_names_the_ray_id_and_says_that_it_is_not_the_key()
    {
        var error = bench.Run(bench.Gateway.WithFault("edge-block"), "Invoke-ApertisChat hello").OnlyError();

        Assert.Contains("error code: 1010", error.ErrorDetails.Message, StringComparison.Ordinal);
        Assert.Contains("-FRA", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains("not about the key", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_model_gets_the_nearest_ids_and_the_status_page()
    {
        var error = bench.Run("Invoke-ApertisChat hello -Model GPT4o").OnlyError();

        Assert.Equal("ModelNotFound", error.Id());
        Assert.StartsWith("Did you mean gpt-4o?", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains("https://status.stima.tech", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains("GPT4o", error.ErrorDetails.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("internal_error")]
    [InlineData("upstream_error")]
    [InlineData("service_unavailable")]
    [InlineData("model_overloaded")]
    public void Server_error_points_to_the_status_page(string fault)
    {
        var error = bench.Run(bench.Gateway.WithFault(fault), "Invoke-ApertisChat hello -MaximumRetryCount 0").OnlyError();

        Assert.Contains("https://status.stima.tech", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    private sealed record Row(string Id, string Category, ErrorCategory Native, int Status, string? Code, bool IsRetried)
    {
        public string? Param { get; init; }

        public string? Says { get; init; }

        public bool AsksForSuggestions { get; init; }
    }
}
