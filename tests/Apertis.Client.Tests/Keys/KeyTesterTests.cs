using Apertis.Client.Settings;
using Apertis.Client.Tests.Support;
using Apertis.Gateway;

namespace Apertis.Client.Tests.Keys;

/// <summary>What the test of a key comes to: a result for every key, never an exception.</summary>
public sealed class KeyTesterTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private readonly GatewayServer _gateway = fixture.Gateway;

    public static TheoryData<string, string, bool?, bool, string?> Keys => new()
    {
        { GatewayKeys.Good, "Valid", true, true, null },
        { GatewayKeys.Subscription, "Valid", true, true, null },
        { GatewayKeys.ModelLimited, "Valid", true, true, null },
        { GatewayKeys.WithoutUsage, "Valid", true, true, null },
        { GatewayKeys.Expired, "Expired", false, false, "ExpiredApiKey" },
        { GatewayKeys.QuotaExceeded, "Billing", true, false, "QuotaExceeded" },
        { GatewayKeys.InsufficientQuota429, "Billing", true, false, "QuotaExceeded" },
        { GatewayKeys.InsufficientBalance, "Billing", true, false, "InsufficientBalance" },
        { GatewayKeys.SubscriptionExpired, "Billing", true, false, "SubscriptionExpired" },
        { GatewayKeys.SubscriptionQuotaExceeded, "Billing", true, false, "QuotaExceeded" },
        { GatewayKeys.SubscriptionSuspended, "AccessDenied", true, false, "AccessDenied" },
        { GatewayKeys.PaymentFailed, "Billing", true, false, "PaymentFailed" },
        { GatewayKeys.AccessDenied, "AccessDenied", true, false, "AccessDenied" },
        { GatewayKeys.IpNotAllowed, "IpNotAllowed", true, false, "IpNotAllowed" },
        { GatewayKeys.AccountSuspended, "AccountSuspended", true, false, "AccountSuspended" },
        { GatewayKeys.RateLimited, "RateLimited", true, false, "RateLimitExceeded" },
        { "sk-0000000000000000000000000000000000000000", "Invalid", false, false, "InvalidApiKey" },
        { "nonsense", "Invalid", false, false, "InvalidApiKey" },
        { "sk-ünusable", "Malformed", false, false, "MalformedApiKey" },
        { "  ", "Malformed", false, false, "MalformedApiKey" },
    };

    public static TheoryData<string> UnusableAnswers =>
        ["service_unavailable", "internal_error", "edge-block", "login-page", "redirect", "truncated", "not-json", "endpoint_not_found", "missing_api_key"];

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task A_key_is_what_the_server_says_of_it(string key, string state, bool? isValid, bool isUsable, string? problem)
    {
        var status = await TestAsync(new Lab(_gateway.BaseUri, key));

        Assert.Equal((state, isValid, isUsable, problem), (status.Status.ToString(), status.IsValid, status.IsUsable, status.Problem));
        Assert.Equal("Parameter", status.Source);
        Assert.Equal(CleanedKey.From(key).Masked, status.Key);
        Assert.Equal(FakeClock.Start, status.Timestamp);
        Assert.Equal(problem is null, status.RecommendedAction is null);
        Assert.False(string.IsNullOrWhiteSpace(status.Message));
    }

    [Fact]
    public async Task A_failed_test_is_not_repeated()
    {
        var baseUri = _gateway.WithFault("service_unavailable");

        await TestAsync(new Lab(baseUri));

        Assert.Single(_gateway.RequestsTo(baseUri));
    }

    [Fact]
    public async Task The_test_asks_where_a_key_is_needed()
    {
        var baseUri = _gateway.WithFault("none");

        await TestAsync(new Lab(baseUri));

        var request = _gateway.RequestsTo(baseUri)[0];
        Assert.EndsWith("/v1/models", request.Path, StringComparison.Ordinal);
        Assert.Equal($"Bearer {GatewayKeys.Good}", request.Headers["Authorization"]);
    }

    [Fact]
    public async Task No_key_at_all_is_missing_without_a_request()
    {
        var baseUri = _gateway.WithFault("none");

        var status = await TestAsync(new Lab(baseUri, key: null));

        Assert.Equal((KeyState.Missing, false, false, "MissingApiKey"), (status.Status, status.IsValid, status.IsUsable, status.Problem));
        Assert.Null(status.Key);
        Assert.Null(status.Source);
        Assert.Empty(_gateway.RequestsTo(baseUri));
    }

    [Fact]
    public async Task A_key_that_would_travel_unencrypted_is_not_tested()
    {
        var status = await TestAsync(new Lab(new Uri("http://gateway.invalid/v1")));

        Assert.Equal((KeyState.NotTested, (bool?)null, false, "UnencryptedAuthentication"), (status.Status, status.IsValid, status.IsUsable, status.Problem));
    }

    [Fact]
    public async Task A_base_that_can_not_be_used_leaves_the_key_untested()
    {
        var settings = Lab.SettingsFor("nonsense", GatewayKeys.Good);

        var status = await new ApertisClient(settings, Lab.DefaultOptions(), new RecordingObserver()).KeyTester().TestAsync(null, default);

        Assert.Equal((KeyState.NotTested, (bool?)null, "InvalidBaseUri"), (status.Status, status.IsValid, status.Problem));
    }

    [Fact]
    public async Task A_configuration_file_that_can_not_be_read_leaves_the_key_untested()
    {
        var settings = Lab.SettingsFor("http://127.0.0.1:9", null) with { KeyProblem = GuideMatch.Local("InvalidConfiguration", "x") };

        var status = await new ApertisClient(settings, Lab.DefaultOptions(), new RecordingObserver()).KeyTester().TestAsync(null, default);

        Assert.Equal((KeyState.NotTested, (bool?)null, "InvalidConfiguration"), (status.Status, status.IsValid, status.Problem));
    }

    [Theory]
    [MemberData(nameof(UnusableAnswers))]
    public async Task An_answer_that_says_nothing_of_the_key_leaves_it_untested(string fault)
    {
        var status = await TestAsync(new Lab(_gateway.WithFault(fault)));

        Assert.Equal((KeyState.NotTested, (bool?)null, false), (status.Status, status.IsValid, status.IsUsable));
        Assert.NotNull(status.Problem);
    }

    [Theory]
    [InlineData("reset", "ConnectionReset")]
    [InlineData("close", "ConnectionReset")]
    public async Task A_connection_that_breaks_before_an_answer_is_an_unreachable_server(string fault, string problem)
    {
        var status = await TestAsync(new Lab(_gateway.WithFault(fault)));

        Assert.Equal((KeyState.Unreachable, (bool?)null, false, problem), (status.Status, status.IsValid, status.IsUsable, status.Problem));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_in_time_is_unreachable()
    {
        await using var server = ScriptedServer.Silent();
        var lab = new Lab(server.BaseUri, with: options => options with { Timeout = TimeSpan.FromSeconds(30) });

        var test = TestAsync(lab);
        await server.Asked;
        lab.Clock.Advance(TimeSpan.FromSeconds(30));

        var status = await test;
        Assert.Equal((KeyState.Unreachable, (bool?)null, "RequestTimedOut"), (status.Status, status.IsValid, status.Problem));
    }

    [Theory]
    [InlineData(407, "ProxyAuthenticationRequired", KeyState.Unreachable)]
    [InlineData(504, "RequestTimedOut", KeyState.NotTested)]
    public async Task An_answer_of_a_proxy_that_lets_nothing_pass_is_told_from_one_of_the_server(int code, string problem, KeyState state)
    {
        await using var server = ScriptedServer.Answering(code, "<html></html>");

        var status = await TestAsync(new Lab(server.BaseUri));

        Assert.Equal((problem, state), (status.Problem, status.Status));
    }

    [Fact]
    public async Task A_server_that_can_not_be_reached_is_a_status_of_its_own()
    {
        Uri dead;
        await using (var server = ScriptedServer.Silent())
        {
            dead = server.BaseUri;
        }

        var status = await TestAsync(new Lab(dead));

        Assert.Equal((KeyState.Unreachable, (bool?)null, false, "ConnectionRefused"), (status.Status, status.IsValid, status.IsUsable, status.Problem));
    }

    [Fact]
    public async Task A_good_key_tells_what_it_may_still_spend()
    {
        var status = await TestAsync(new Lab(_gateway.BaseUri));

        Assert.Equal(new KeyQuota { Name = "Good", Total = 100m, Used = 37.5m, Remaining = 62.5m, Requests = 1234, Tokens = 567890 }, status.Quota);
        Assert.Null(status.Subscription);
        Assert.Equal(1500, status.RateLimit!.Limit);
        Assert.StartsWith("req-", status.RequestId, StringComparison.Ordinal);
        Assert.Equal(KeyKind.Standard, status.Kind);
    }

    [Fact]
    public async Task A_subscription_key_tells_of_its_subscription()
    {
        var status = await TestAsync(new Lab(_gateway.BaseUri, GatewayKeys.Subscription));

        Assert.Equal((KeyKind.Subscription, "Pro", "active"), (status.Kind, status.Subscription!.Plan, status.Subscription.Status));
        Assert.True(status.Subscription.Expires > DateTimeOffset.UtcNow);
    }

    [Fact]
    public async Task A_key_out_of_funds_tells_what_is_left_all_the_same()
    {
        var quota = await TestAsync(new Lab(_gateway.BaseUri, GatewayKeys.QuotaExceeded));
        var subscription = await TestAsync(new Lab(_gateway.BaseUri, GatewayKeys.SubscriptionExpired));

        Assert.Equal(0m, quota.Quota!.Remaining);
        Assert.Equal("expired", subscription.Subscription!.Status);
    }

    [Theory]
    [InlineData(GatewayKeys.RateLimited)]
    [InlineData(GatewayKeys.QuotaExceeded)]
    [InlineData(GatewayKeys.Expired)]
    public async Task A_refused_key_tells_the_rate_limit_of_the_refusal(string key)
    {
        var status = await TestAsync(new Lab(_gateway.BaseUri, key));

        Assert.Equal(1500, status.RateLimit?.Limit);
    }

    [Fact]
    public async Task Without_the_usage_endpoints_the_verdict_stands_and_the_rest_is_null()
    {
        var status = await TestAsync(new Lab(_gateway.BaseUri, GatewayKeys.WithoutUsage));

        Assert.Equal((KeyState.Valid, true), (status.Status, status.IsUsable));
        Assert.Null(status.Quota);
        Assert.Null(status.Subscription);
    }

    [Theory]
    [InlineData("reset")]
    [InlineData("login-page")]
    [InlineData("internal_error")]
    [InlineData("truncated")]
    public async Task Usage_endpoints_that_fail_do_the_verdict_no_harm(string fault)
    {
        var status = await TestAsync(new Lab(_gateway.WithFault(fault, ("on", "usage,info"))));

        Assert.Equal((KeyState.Valid, true, (string?)null), (status.Status, status.IsUsable, status.Problem));
        Assert.Null(status.Quota);
    }

    [Fact]
    public async Task Usage_of_odd_types_keeps_what_can_be_read()
    {
        var status = await TestAsync(new Lab(_gateway.WithFault("odd-types")));

        Assert.Equal(KeyState.Valid, status.Status);
        Assert.Equal((100m, (decimal?)null, 62.5m, (long?)null), (status.Quota!.Total, status.Quota.Used, status.Quota.Remaining, status.Quota.Requests));
        Assert.Null(status.Subscription);
    }

    [Fact]
    public async Task Oddities_of_a_key_that_works_are_told_with_what_to_do()
    {
        var status = await TestAsync(new Lab(_gateway.BaseUri, $"Bearer {GatewayKeys.Good}\n"));

        Assert.True(status.IsUsable);
        Assert.Equal(["Whitespace", "BearerPrefix"], status.Findings.Select(finding => finding.Kind));
        Assert.Contains("Bearer", status.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_knows_where_it_came_from()
    {
        var settings = new SettingsResolver(name => name == "APERTIS_API_KEY" ? GatewayKeys.Good : null, "/no/such/file").Resolve(new SettingsInput { BaseUri = _gateway.BaseUri.ToString() });

        var status = await new ApertisClient(settings, Lab.DefaultOptions(), new RecordingObserver()).KeyTester().TestAsync(null, default);

        Assert.Equal(("Environment", true), (status.Source, status.IsUsable));
    }

    [Theory]
    [InlineData(GatewayKeys.Good, "gpt-4.1", KeyState.Valid, true)]
    [InlineData(GatewayKeys.Good, "openai/gpt-oss-20b:free", KeyState.Valid, true)]
    [InlineData(GatewayKeys.Good, "gpt-4.1:web", KeyState.Valid, true)]
    [InlineData(GatewayKeys.ModelLimited, "gpt-4o-mini", KeyState.Valid, true)]
    [InlineData(GatewayKeys.ModelLimited, "gpt-4o:web", KeyState.ModelNotAllowed, false)]
    [InlineData(GatewayKeys.ModelLimited, "gpt-4o", KeyState.ModelNotAllowed, false)]
    [InlineData(GatewayKeys.Good, "GPT-4.1", KeyState.ModelNotFound, false)]
    [InlineData(GatewayKeys.Good, "gpt4o", KeyState.ModelNotFound, false)]
    public async Task A_key_is_tested_for_a_model_too(string key, string model, KeyState state, bool isUsable)
    {
        var status = await TestAsync(new Lab(_gateway.BaseUri, key), model);

        Assert.Equal((state, true, isUsable), (status.Status, status.IsValid, status.IsUsable));
        Assert.Contains(model.Replace(":web", "", StringComparison.Ordinal), status.Message, StringComparison.Ordinal);
        Assert.NotNull(status.Quota);
    }

    [Fact]
    public async Task A_model_that_does_not_exist_is_answered_with_near_ids()
    {
        var status = await TestAsync(new Lab(_gateway.BaseUri), "gpt4o");

        Assert.Contains("Did you mean gpt-4o?", status.RecommendedAction, StringComparison.Ordinal);
        Assert.NotNull(status.RateLimit);
    }

    [Fact]
    public async Task A_model_that_the_list_leaves_out_is_asked_for_by_itself()
    {
        // The list answers oddly, the model's own address does not.
        await using var server = ScriptedServer.Sending(number => ScriptedServer.Http(200, number == 1 ? "{\"data\":[]}"u8.ToArray() : "{\"id\":\"hidden\"}"u8.ToArray()));

        var status = await TestAsync(new Lab(server.BaseUri), "hidden");

        Assert.Equal((KeyState.Valid, true), (status.Status, status.IsUsable));
        Assert.StartsWith("GET /v1/models/hidden ", server.Requests[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<html><title>Sign in</title></html>")]
    [InlineData("")]
    [InlineData("[]")]
    public async Task A_models_own_address_that_answers_nonsense_proves_nothing(string body)
    {
        await using var server = ScriptedServer.Sending(number => ScriptedServer.Http(200, number == 1 ? "{\"data\":[]}"u8.ToArray() : System.Text.Encoding.UTF8.GetBytes(body)));

        var status = await TestAsync(new Lab(server.BaseUri), "hidden");

        Assert.Equal((KeyState.NotTested, false, "ResponseMalformed"), (status.Status, status.IsUsable, status.Problem));
    }

    [Theory]
    [InlineData(GatewayKeys.ModelLimited, "gpt-4o", KeyState.ModelNotAllowed, "ModelAccessDenied")]
    [InlineData(GatewayKeys.Good, "gpt4o", KeyState.ModelNotFound, "ModelNotFound")]
    public async Task Without_an_address_for_a_single_model_the_list_decides_and_that_is_said(string key, string model, KeyState state, string problem)
    {
        var status = await TestAsync(new Lab(_gateway.WithFault("endpoint_not_found", ("on", "model")), key), model);

        Assert.Equal((state, true, false, problem), (status.Status, status.IsValid, status.IsUsable, status.Problem));
        Assert.Contains("the list decides", status.Message, StringComparison.Ordinal);
        Assert.StartsWith("req-", status.RequestId, StringComparison.Ordinal);
        Assert.Equal(model == "gpt4o", status.RecommendedAction!.StartsWith("Did you mean gpt-4o?", StringComparison.Ordinal));
        Assert.Contains(model == "gpt4o" ? "Get-ApertisModel" : "add gpt-4o there", status.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_unknown_and_quoted_is_not_taken_for_an_unknown_model()
    {
        var lab = new Lab(_gateway.WithFault("status", ("status", "404"), ("message", "Invalid URL (GET /v1/models/gpt-4o)"), ("on", "model")), GatewayKeys.ModelLimited);

        Assert.Equal(KeyState.ModelNotAllowed, (await TestAsync(lab, "gpt-4o")).Status);
    }

    [Fact]
    public async Task Without_a_catalogue_either_a_model_is_not_found_among_those_that_the_key_may_use()
    {
        var lab = new Lab(_gateway.WithFault("endpoint_not_found", ("on", "model,catalogue")), GatewayKeys.ModelLimited);

        var status = await TestAsync(lab, "gpt-4o");

        Assert.Equal((KeyState.ModelNotFound, true), (status.Status, status.IsValid));
        Assert.Contains("that this key may use", status.Message, StringComparison.Ordinal);
        Assert.Contains("gpt-4o-mini", status.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_at_its_rate_limit_is_valid_and_told_from_when_it_works_again()
    {
        var baseUri = _gateway.WithFault("none");

        var status = await TestAsync(new Lab(baseUri, GatewayKeys.RateLimited));

        Assert.Equal((KeyState.RateLimited, true, false), (status.Status, status.IsValid, status.IsUsable));
        Assert.Contains("the key is valid, and works again from 2030-01-01 12:00:02 UTC", status.Message, StringComparison.Ordinal);
        Assert.StartsWith("Wait until 2030-01-01 12:00:02 UTC", status.RecommendedAction, StringComparison.Ordinal);

        // Asking for more would only lengthen the limit.
        Assert.Single(_gateway.RequestsTo(baseUri));
    }

    [Fact]
    public async Task A_rate_limit_without_an_end_is_told_as_well()
    {
        await using var server = ScriptedServer.Answering(429, "{}");

        Assert.Contains("works again when the window ends.", (await TestAsync(new Lab(server.BaseUri))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("your-api-key", "Placeholder")]
    [InlineData("sk-xxx", "Placeholder")]
    [InlineData("sk-ant-WK59PFkl0JfI2yyVlbPegBPrUhRZdsvDQuc8dWrd", "OtherService")]
    [InlineData("sk-tooShort", "TooShort")]
    [InlineData("nonsense", "UnknownPrefix")]
    [InlineData("sk-WK59PFkl0JfI2yyVlbPegBPrUhRZdsvDQuc8d/rd", "UnusualCharacter")]
    public async Task A_doubtful_key_is_sent_and_when_it_is_refused_the_doubt_is_the_first_step(string key, string kind)
    {
        var baseUri = _gateway.WithFault("none");

        var status = await TestAsync(new Lab(baseUri, key));

        Assert.Equal((KeyState.Invalid, kind), (status.Status, Assert.Single(status.Findings).Kind));
        Assert.Equal(status.Findings[0].RecommendedAction, ActionText.First(status.RecommendedAction));
        Assert.Equal($"Bearer {key}", Assert.Single(_gateway.RequestsTo(baseUri)).Headers["Authorization"]);
    }

    [Fact]
    public async Task A_doubtful_key_that_the_server_accepts_needs_no_step()
    {
        await using var server = ScriptedServer.Answering(200, "{\"data\":[]}");

        var status = await TestAsync(new Lab(server.BaseUri, "sk-short"));

        Assert.Equal((KeyState.Valid, true), (status.Status, status.IsUsable));
        Assert.Equal("TooShort", Assert.Single(status.Findings).Kind);
        Assert.Null(status.RecommendedAction);
    }

    [Fact]
    public async Task A_placeholder_that_can_not_be_sent_is_named_before_its_characters()
    {
        var status = await TestAsync(new Lab(_gateway.BaseUri, "sk-…"));

        Assert.Equal(KeyState.Malformed, status.Status);
        Assert.Equal(["Placeholder", "InvalidCharacter"], status.Findings.Select(finding => finding.Kind));
        Assert.Contains("placeholder", ActionText.First(status.RecommendedAction), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(GatewayKeys.Good)]
    [InlineData(GatewayKeys.Subscription)]
    public async Task Nothing_of_the_key_is_in_the_result_when_a_server_throws_it_back(string key)
    {
        var status = await TestAsync(new Lab(_gateway.WithFault("echo-secret"), key));

        Assert.Equal(KeyState.Invalid, status.Status);
        Assert.DoesNotContain(key[..8], $"{status} {status.Message} {status.RecommendedAction} {status.RequestId}", StringComparison.Ordinal);
        Assert.DoesNotContain(key[^8..], $"{status} {status.Message} {status.RecommendedAction} {status.RequestId}", StringComparison.Ordinal);
    }

    private static Task<KeyStatus> TestAsync(Lab lab, string? model = null) => lab.Client.KeyTester().TestAsync(model, default).Soon("the test");
}
