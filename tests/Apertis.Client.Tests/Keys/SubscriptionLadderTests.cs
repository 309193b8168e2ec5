using System.Globalization;
using System.Text;
using Apertis.Client.Tests.Support;
using Apertis.Gateway;

namespace Apertis.Client.Tests.Keys;

/// <summary>The guide's ladder for a subscription key that does not work, with the values that were found.</summary>
public sealed class SubscriptionLadderTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private const string Refusal = """{"error":{"message":"Quota exceeded","type":"billing_error","code":"quota_exceeded"}}""";

    private readonly GatewayServer _gateway = fixture.Gateway;

    [Fact]
    public async Task A_quota_that_is_used_up_shows_every_rung()
    {
        var status = await TestAsync(_gateway.BaseUri, GatewayKeys.SubscriptionQuotaExceeded);

        Assert.Equal((KeyState.Billing, "QuotaExceeded", 0m), (status.Status, status.Problem, status.Quota!.Remaining));
        Assert.Equal(("Pro", "active", false), (status.Subscription!.Plan, status.Subscription.Status, status.Subscription.PaygFallback));
        var steps = StepsOf(status);
        Assert.StartsWith($"Subscription status: active (plan Pro, ended {Day(status.Subscription.Expires)}).", steps[0], StringComparison.Ordinal);
        Assert.StartsWith("Subscription quota: 0.00 USD left of 100.00.", steps[1], StringComparison.Ordinal);
        Assert.StartsWith("PAYG fallback: off.", steps[2], StringComparison.Ordinal);
        Assert.Contains("dashboard → Billing → Enable PAYG Fallback", steps[2], StringComparison.Ordinal);
        Assert.StartsWith($"Billing cycle: ended {Day(status.Subscription.CycleEnds)}.", steps[3], StringComparison.Ordinal);
        Assert.DoesNotContain(steps, step => step.StartsWith("For the subscription key", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_server_does_not_tell_is_said_not_to_be_told()
    {
        var status = await TestAsync(_gateway.BaseUri, GatewayKeys.SubscriptionExpired);

        Assert.Equal((KeyState.Billing, "expired", (bool?)null), (status.Status, status.Subscription!.Status, status.Subscription.PaygFallback));
        var steps = StepsOf(status).SkipWhile(step => !step.StartsWith("Subscription status:", StringComparison.Ordinal)).ToList();
        Assert.StartsWith("Renew the subscription", status.RecommendedAction, StringComparison.Ordinal);
        Assert.StartsWith("Subscription status: expired (plan Pro, ended ", steps[0], StringComparison.Ordinal);
        Assert.StartsWith("PAYG fallback: not told by the API.", steps[2], StringComparison.Ordinal);
        Assert.StartsWith("Billing cycle: not told by the API.", steps[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_suspended_subscription_is_told_behind_the_causes_of_a_403()
    {
        var status = await TestAsync(_gateway.BaseUri, GatewayKeys.SubscriptionSuspended);

        Assert.Equal((KeyState.AccessDenied, "suspended", 62.5m), (status.Status, status.Subscription!.Status, status.Quota!.Remaining));
        Assert.StartsWith("IP address: ", status.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains("Subscription status: suspended (plan Pro", status.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("expired_api_key", KeyState.Expired)]
    [InlineData("account_suspended", KeyState.AccountSuspended)]
    [InlineData("payment_failed", KeyState.Billing)]
    [InlineData("insufficient_balance", KeyState.Billing)]
    public async Task Every_failure_about_billing_or_permission_has_the_ladder(string code, KeyState state)
    {
        var status = await TestAsync(_gateway.WithFault(code, ("on", "key")), GatewayKeys.Subscription);

        Assert.Equal(state, status.Status);
        Assert.Contains("Subscription status: active (plan Pro", status.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains("Subscription quota: 62.50 USD left of 100.00.", status.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_the_plan_may_leave_out_has_the_ladder_too()
    {
        var status = await TestAsync(_gateway.BaseUri, GatewayKeys.Subscription, "gpt4o");
        var denied = await TestAsync(_gateway.WithFault("model_access_denied", ("on", "model")), GatewayKeys.Subscription, "gpt4o");

        Assert.Equal((KeyState.ModelNotFound, KeyState.ModelNotAllowed), (status.Status, denied.Status));
        Assert.DoesNotContain("Subscription status:", status.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains("Subscription status: active (plan Pro", denied.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("invalid_api_key", KeyState.Invalid)]
    [InlineData("rate_limit_exceeded", KeyState.RateLimited)]
    [InlineData("internal_error", KeyState.NotTested)]
    [InlineData("reset", KeyState.Unreachable)]
    public async Task For_a_key_that_is_unknown_or_could_not_be_tested_the_account_is_not_asked(string fault, KeyState state)
    {
        var baseUri = _gateway.WithFault(fault, ("on", "key"));

        var status = await TestAsync(baseUri, GatewayKeys.Subscription);

        Assert.Equal((state, (KeyQuota?)null), (status.Status, status.Quota));
        Assert.DoesNotContain("Subscription status:", status.RecommendedAction, StringComparison.Ordinal);
        Assert.Single(_gateway.RequestsTo(baseUri));
    }

    [Theory]
    [InlineData("endpoint_not_found")]
    [InlineData("reset")]
    public async Task Where_the_account_can_not_be_asked_the_steps_say_what_to_look_up(string fault)
    {
        var status = await TestAsync(_gateway.WithFault(fault, ("on", "usage,info")), GatewayKeys.SubscriptionQuotaExceeded);

        Assert.Equal((KeyState.Billing, (KeyQuota?)null), (status.Status, status.Quota));
        Assert.DoesNotContain("Subscription status:", status.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains("whether the subscription is active, suspended or expired", status.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains("Enable PAYG Fallback", status.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_standard_key_has_no_ladder()
    {
        var status = await TestAsync(_gateway.BaseUri, GatewayKeys.QuotaExceeded);

        Assert.Equal(0m, status.Quota!.Remaining);
        Assert.DoesNotContain("Subscription status:", status.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"payg_fallback\":true", "on", "not told by the API")]
    [InlineData("\"payg_enabled\":false,\"next_reset\":\"2030-02-01T00:00:00Z\"", "off", "ends 2030-02-01")]
    [InlineData("\"payg_fallback\":\"yes\",\"cycle_end\":1896134400", "not told by the API", "ends 2030-02-01")]
    [InlineData("\"payg_fallback\":null,\"cycle_end\":[]", "not told by the API", "not told by the API")]
    public async Task Fields_that_may_be_there_are_read_whatever_is_in_them(string fields, string payg, string cycle)
    {
        await using var server = ScriptedServer.Sending(number => number == 1
            ? ScriptedServer.Http(402, Encoding.UTF8.GetBytes(Refusal))
            : ScriptedServer.Http(200, Encoding.UTF8.GetBytes($"{{\"data\":{{\"subscription\":{{\"plan\":\"Pro{{QuotaLeft}}\\u0007\",\"status\":\"active\",{fields}}}}}}}")));

        var steps = StepsOf(await TestAsync(server.BaseUri, GatewayKeys.Subscription));

        Assert.StartsWith("Subscription status: active (plan Pro{QuotaLeft}).", steps[0], StringComparison.Ordinal);
        Assert.StartsWith("Subscription quota: not told by the API.", steps[1], StringComparison.Ordinal);
        Assert.StartsWith($"PAYG fallback: {payg}.", steps[2], StringComparison.Ordinal);
        Assert.StartsWith($"Billing cycle: {cycle}.", steps[3], StringComparison.Ordinal);
    }

    private static string Day(DateTimeOffset? time) => time!.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string[] StepsOf(KeyStatus status) => status.RecommendedAction!.Split("\n    ");

    private static Task<KeyStatus> TestAsync(Uri baseUri, string key, string? model = null) => new Lab(baseUri, key).Client.KeyTester().TestAsync(model, default).Soon("the test");
}
