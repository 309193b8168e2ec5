using System.Management.Automation;
using System.Net;
using Apertis.Engine;
using Apertis.Gateway;
using Apertis.Tests.Secrets;
using Apertis.Tests.Setup;

namespace Apertis.Tests.Chat.Bulk;

/// <summary>Several keys in -ApiKey: the load is spread, a limited key rests, a dead one is dropped.</summary>
public sealed class BulkKeyTests(Bench bench) : IClassFixture<Bench>
{
    private const string Unknown = "sk-nobodyKnowsThisOne0123456789abcdefABCDEF01";

    // What was under way when an answer came may arrive after it.
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(150);

    [Fact]
    public void Load_is_spread_over_the_keys()
    {
        var uri = bench.Gateway.WithFault("slow-prompt", ("ms", "30"));

        BulkOutcome.AssertAllAnswered(Ask(uri, "1..60 | Invoke-ApertisChat -ThrottleLimit 6", GatewayKeys.Good, GatewayKeys.GoodSecond, GatewayKeys.GoodThird), 60);

        Assert.All((string[])[GatewayKeys.Good, GatewayKeys.GoodSecond, GatewayKeys.GoodThird], key => Assert.InRange(Sent(uri, key).Count, 17, 23));
    }

    [Fact]
    public void Load_is_spread_when_one_call_goes_at_a_time()
    {
        var uri = bench.Gateway.WithFault("none");

        BulkOutcome.AssertAllAnswered(Ask(uri, "1..10 | Invoke-ApertisChat", GatewayKeys.Good, GatewayKeys.GoodSecond), 10);

        Assert.Equal((5, 5), (Sent(uri, GatewayKeys.Good).Count, Sent(uri, GatewayKeys.GoodSecond).Count));
    }

    [Fact]
    public void Same_key_twice_counts_once()
    {
        var uri = bench.Gateway.WithFault("slow-prompt", ("ms", "20"));

        BulkOutcome.AssertAllAnswered(Ask(uri, "1..40 | Invoke-ApertisChat -ThrottleLimit 4", GatewayKeys.Good, GatewayKeys.Good, $" Bearer {GatewayKeys.Good} ", GatewayKeys.GoodSecond), 40);

        Assert.InRange(Sent(uri, GatewayKeys.Good).Count, 17, 23);
    }

    [Fact]
    public void Keys_can_be_of_every_kind()
    {
        var uri = bench.Gateway.WithFault("none");
        bench.Session.SetVariable("secure", new NetworkCredential("x", GatewayKeys.Good).SecurePassword);
        bench.Session.SetVariable("credential", new PSCredential("x", new NetworkCredential("x", GatewayKeys.GoodSecond).SecurePassword));
        bench.Session.SetVariable("text", GatewayKeys.GoodThird);

        BulkOutcome.AssertAllAnswered(BulkOutcome.Of(bench.Run(uri, "1..9 | Invoke-ApertisChat -ApiKey $secure, $credential, $text")), 9);
        BulkOutcome.AssertAllAnswered(BulkOutcome.Of(bench.Run(uri, "1..9 | Invoke-ApertisChat -ApiKey (, $secure)")), 9);

        Assert.Equal((3 + 9, 3, 3), (Sent(uri, GatewayKeys.Good).Count, Sent(uri, GatewayKeys.GoodSecond).Count, Sent(uri, GatewayKeys.GoodThird).Count));
    }

    [Fact]
    public async Task Limited_key_rests_until_its_reset_while_others_go_on()
    {
        await using var gateway = await GatewayServer.StartAsync(new GatewayOptions { AnswerDelay = TimeSpan.FromMilliseconds(20) });
        var uri = gateway.WithFault("key-error", ("key", "Good"), ("code", "rate_limit_exceeded"), ("skip", "3"), ("times", "1"), ("retry-after-ms", "600"));

        var run = Run(uri, "1..200 | Invoke-ApertisChat -ThrottleLimit 4 -MaximumRetryCount 0", GatewayKeys.Good, GatewayKeys.GoodSecond);

        // The refused prompt went to the other key at once, which is no retry.
        BulkOutcome.AssertAllAnswered(BulkOutcome.Of(run), 200);
        Assert.Empty(run.Warnings);
        Assert.Equal(201, gateway.Requests.Count);
        Assert.Equal(2, Assert.Single(run.Output, item => item.List("Attempts").Count > 1).List("Attempts").Count);

        var limited = Times(gateway.Requests, GatewayKeys.Good);
        var (at, rest) = limited.Zip(limited.Skip(1), (first, second) => second - first).Index().MaxBy(item => item.Item);
        Assert.InRange(rest, TimeSpan.FromMilliseconds(600) - Slack, TimeSpan.FromSeconds(3));
        Assert.InRange(limited.Count, 10, 190);
        Assert.InRange(Times(gateway.Requests, GatewayKeys.GoodSecond).Count(time => time > limited[at] + Slack && time < limited[at + 1]), 10, 190);
    }

    [Fact]
    public void When_all_keys_rest_the_run_waits_and_is_answered()
    {
        var uri = bench.Gateway.WithFault("rate-limit", ("limit", "8"), ("window-ms", "300"));

        BulkOutcome.AssertAllAnswered(Ask(uri, "1..60 | Invoke-ApertisChat -ThrottleLimit 4", GatewayKeys.Good, GatewayKeys.GoodSecond), 60);

        // In each of three pauses or more, both keys may refuse what was under way.
        Assert.InRange(bench.Gateway.RequestsTo(uri).Count, 62, 60 + (6 * 2 * 4));
    }

    [Theory]
    [InlineData(Unknown)]
    [InlineData(GatewayKeys.Expired)]
    [InlineData(GatewayKeys.QuotaExceeded)]
    [InlineData(GatewayKeys.InsufficientQuota429)]
    [InlineData(GatewayKeys.InsufficientBalance)]
    [InlineData(GatewayKeys.SubscriptionExpired)]
    [InlineData(GatewayKeys.PaymentFailed)]
    [InlineData(GatewayKeys.AccountSuspended)]
    [InlineData(GatewayKeys.IpNotAllowed)]
    public void Dead_key_is_dropped_with_one_warning_and_its_prompts_go_to_another(string dead)
    {
        var uri = bench.Gateway.WithFault("none");

        var run = Run(uri, "1..30 | Invoke-ApertisChat -ThrottleLimit 4", dead, GatewayKeys.Good);

        BulkOutcome.AssertAllAnswered(BulkOutcome.Of(run), 30);
        Assert.InRange(Sent(uri, dead).Count, 1, 4);
        Assert.Equal(30, Sent(uri, GatewayKeys.Good).Count);
        var warning = Assert.Single(run.Warnings);
        Assert.Contains(Masked(dead), warning, StringComparison.Ordinal);
        Assert.DoesNotContain(dead, warning, StringComparison.Ordinal);
    }

    [Fact]
    public void Dead_key_is_dropped_when_one_call_goes_at_a_time()
    {
        var uri = bench.Gateway.WithFault("none");

        var run = Run(uri, "1..5 | Invoke-ApertisChat", GatewayKeys.Expired, GatewayKeys.Good);

        BulkOutcome.AssertAllAnswered(BulkOutcome.Of(run), 5);
        Assert.Single(run.Warnings);
        Assert.Single(Sent(uri, GatewayKeys.Expired));
    }

    [Theory]
    [InlineData("missing_api_key")]
    [InlineData("invalid_api_key")]
    [InlineData("quota_exceeded")]
    public void Key_that_dies_on_the_way_is_dropped(string code)
    {
        var uri = bench.Gateway.WithFault("key-error", ("key", "Good"), ("code", code), ("skip", "5"));

        var run = Run(uri, "1..60 | Invoke-ApertisChat -ThrottleLimit 4 -MaximumRetryCount 0", GatewayKeys.Good, GatewayKeys.GoodSecond);

        BulkOutcome.AssertAllAnswered(BulkOutcome.Of(run), 60);
        Assert.InRange(Sent(uri, GatewayKeys.Good).Count, 6, 5 + 4);
        Assert.Contains(Masked(GatewayKeys.Good), Assert.Single(run.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, Unknown, "InvalidApiKey")]
    [InlineData(4, Unknown, "InvalidApiKey")]
    [InlineData(1, GatewayKeys.QuotaExceeded, "QuotaExceeded")]
    [InlineData(4, GatewayKeys.InsufficientQuota429, "QuotaExceeded")]
    [InlineData(4, GatewayKeys.AccountSuspended, "AccountSuspended")]
    public void When_the_only_key_is_dead_the_rest_fails_unsent_with_that_problem(int limit, string key, string problem)
    {
        var uri = bench.Gateway.WithFault("none");

        var run = Run(uri, $"1..50 | Invoke-ApertisChat -ThrottleLimit {limit}", key);

        var outcomes = BulkOutcome.Of(run);
        BulkOutcome.AssertOneEach(outcomes, 50);
        Assert.All(outcomes, outcome => Assert.Equal(problem, outcome.Error?.Id()));
        Assert.All(outcomes, outcome => outcome.Error!.AssertWellFormed());
        Assert.InRange(bench.Gateway.RequestsTo(uri).Count, 1, limit);
        Assert.Equal(bench.Gateway.RequestsTo(uri).Count, outcomes.Count(outcome => outcome.Error!.Exception.List("Attempts").Count == 1));
        Assert.All(outcomes, outcome => Assert.InRange(outcome.Error!.Exception.List("Attempts").Count, 0, 1));
        Assert.InRange(run.Warnings.Count, 0, 1);
    }

    [Fact]
    public void When_the_last_key_is_dead_the_rest_fails_unsent_with_its_problem()
    {
        var uri = bench.Gateway.WithFault("key-error", ("key", "Good"), ("code", "account_suspended"), ("skip", "20"));

        var run = Run(uri, "1..100 | Invoke-ApertisChat -ThrottleLimit 4", GatewayKeys.Expired, GatewayKeys.Good);

        var outcomes = BulkOutcome.Of(run);
        BulkOutcome.AssertOneEach(outcomes, 100);
        Assert.Equal(20, outcomes.Count(outcome => outcome.Error is null));
        Assert.All(outcomes.Where(outcome => outcome.Error is not null), outcome => Assert.Equal("AccountSuspended", outcome.Error!.Id()));
        Assert.InRange(Sent(uri, GatewayKeys.Good).Count, 21, 20 + 4);
        Assert.Single(run.Warnings, warning => warning.Contains(Masked(GatewayKeys.Expired), StringComparison.Ordinal));
        Assert.InRange(run.Warnings.Count, 1, 2);
    }

    [Fact]
    public void Key_without_a_model_is_no_more_used_for_it_and_goes_on_with_others()
    {
        var uri = bench.Gateway.WithFault("slow-prompt", ("ms", "10"));

        var run = Run(uri, "1..60 | ForEach-Object { [pscustomobject]@{ Prompt = $_; Model = ('gpt-4.1', 'gpt-4o')[$_ % 2] } } | Invoke-ApertisChat -ThrottleLimit 4", GatewayKeys.ModelLimited, GatewayKeys.Good);

        BulkOutcome.AssertAllAnswered(BulkOutcome.Of(run), 60);
        var bodies = Sent(uri, GatewayKeys.ModelLimited).Select(request => request.Body).ToList();
        Assert.InRange(bodies.Count(body => body.Contains("\"gpt-4o\"", StringComparison.Ordinal)), 1, 4);
        Assert.InRange(bodies.Count(body => body.Contains("\"gpt-4.1\"", StringComparison.Ordinal)), 10, 30);
        Assert.Contains(Masked(GatewayKeys.ModelLimited), Assert.Single(run.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Key_that_is_denied_hands_its_prompts_to_another()
    {
        var uri = bench.Gateway.WithFault("none");

        var run = Run(uri, "1..30 | Invoke-ApertisChat -ThrottleLimit 4", GatewayKeys.AccessDenied, GatewayKeys.Good);

        BulkOutcome.AssertAllAnswered(BulkOutcome.Of(run), 30);
        Assert.InRange(Sent(uri, GatewayKeys.AccessDenied).Count, 1, 4);
        Assert.Contains(Masked(GatewayKeys.AccessDenied), Assert.Single(run.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(GatewayKeys.AccessDenied, "AccessDenied")]
    [InlineData(GatewayKeys.ModelLimited, "ModelAccessDenied")]
    public void Only_key_goes_on_being_used_when_it_is_denied(string key, string problem)
    {
        var uri = bench.Gateway.WithFault("none");

        var run = Run(uri, "1..6 | Invoke-ApertisChat -ThrottleLimit 2 -Model gpt-4o", key);

        var outcomes = BulkOutcome.Of(run);
        BulkOutcome.AssertOneEach(outcomes, 6);
        Assert.All(outcomes, outcome => Assert.Equal(problem, outcome.Error?.Id()));
        Assert.Equal(6, Sent(uri, key).Count);
        Assert.Empty(run.Warnings);
    }

    [Theory]
    [InlineData("")]
    [InlineData("sk-aaaaaaaaaaaaaaaaaaaa aaaaaaaaaaaaaaaa")]
    public void Malformed_key_among_good_ones_ends_the_command_before_any_request(string malformed)
    {
        var uri = bench.Gateway.WithFault("none");
        bench.Session.SetVariable("keys", new[] { GatewayKeys.Good, malformed, GatewayKeys.GoodSecond });

        var run = bench.Run(uri, Reading.Catching("'a', 'b' | Invoke-ApertisChat -ApiKey $keys"));

        Assert.True(run.IsTerminated);
        Assert.Equal("MalformedApiKey", run.OnlyError().Id());
        run.OnlyError().AssertWellFormed();
        Assert.Empty(bench.Gateway.RequestsTo(uri));
    }

    [Fact]
    public void Debugging_does_not_turn_the_warning_of_a_dropped_key_into_a_question()
    {
        var run = Run(bench.Gateway.WithFault("none"), "'a', 'b' | Invoke-ApertisChat -Debug 5>$null", Unknown, GatewayKeys.Good);

        BulkOutcome.AssertAllAnswered(BulkOutcome.Of(run), 2);
        Assert.Empty(run.Warnings);
    }

    [Fact]
    public void Prompts_that_are_not_sent_for_want_of_a_key_name_the_last_one_and_where_it_came_from()
    {
        var uri = bench.Gateway.WithFault("none");

        var outcomes = Ask(uri, "'a', 'b', 'c' | Invoke-ApertisChat", Unknown);

        Assert.Single(bench.Gateway.RequestsTo(uri));
        Assert.All(outcomes, outcome => Assert.Equal("InvalidApiKey", outcome.Error!.Id()));
        Assert.All(outcomes, outcome => Assert.Contains("-ApiKey", outcome.Error!.ErrorDetails.RecommendedAction, StringComparison.Ordinal));
        Assert.DoesNotContain("not sent", outcomes[0].Error!.ToString(), StringComparison.Ordinal);
        Assert.All(outcomes.Skip(1), outcome => Assert.Contains("not sent, as no key is left", outcome.Error!.ToString(), StringComparison.Ordinal));

        // All the steps are in the error of the prompt that was sent.
        Assert.All(outcomes.Skip(1), outcome => Assert.DoesNotContain('\n', outcome.Error!.ErrorDetails.RecommendedAction));
        Assert.Contains('\n', outcomes[0].Error!.ErrorDetails.RecommendedAction);
    }

    [Fact]
    public void No_key_of_several_is_shown()
    {
        try
        {
            bench.Session.SetDefault("ApiKey", new[] { SecretHunt.Planted.Value, GatewayKeys.Good });
            foreach (var uri in new[] { bench.Gateway.BaseUri, bench.Gateway.WithFault("echo-secret"), bench.Gateway.WithFault("echo-secret", ("status", "429"), ("retry-after-ms", "1")) })
            {
                bench.Session.SetDefault("BaseUri", uri.ToString());
                bench.Session.AssertSecretsStay("'a', 'b', 'c', 'd' | Invoke-ApertisChat -ThrottleLimit 2 -MaximumRetryCount 1");
            }
        }
        finally
        {
            bench.Session.SetDefault("ApiKey", GatewayKeys.Good);
        }
    }

    private EngineResult Run(Uri uri, string script, params string[] keys)
    {
        bench.Session.SetVariable("keys", keys);
        return bench.Run(uri, $"{script} -ApiKey $keys 2>&1");
    }

    private IReadOnlyList<BulkOutcome> Ask(Uri uri, string script, params string[] keys) => BulkOutcome.Of(Run(uri, script, keys));

    /// <summary>The chat requests that went out with a key.</summary>
    private IReadOnlyList<GatewayRequest> Sent(Uri uri, string key) => [.. bench.Gateway.RequestsTo(uri).Where(request => request.Method == "POST" && Has(request, key))];

    private static IReadOnlyList<DateTimeOffset> Times(IEnumerable<GatewayRequest> requests, string key) => [.. requests.Where(request => Has(request, key)).Select(request => request.At).Order()];

    private static bool Has(GatewayRequest request, string key) => request.Headers["Authorization"] == $"Bearer {key}";

    private static string Masked(string key) => $"{key[..5]}…{key[^4..]}";
}
