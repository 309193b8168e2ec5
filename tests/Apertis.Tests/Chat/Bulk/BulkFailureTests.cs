using Apertis.Tests.Setup;

namespace Apertis.Tests.Chat.Bulk;

/// <summary>Thousands of prompts against a gateway that fails at random.</summary>
public sealed class BulkFailureTests(Bench bench) : IClassFixture<Bench>
{
    private const int Prompts = 2000;

    private static readonly string[] Problems =
        ["RateLimitExceeded", "InternalError", "UpstreamError", "ServiceUnavailable", "ConnectionReset", "ResponseMalformed"];

    [Fact]
    public void Two_thousand_prompts_of_which_a_fifth_fails_have_two_thousand_outcomes_in_order()
    {
        var uri = bench.Gateway.WithFault("flaky", ("retry-after-ms", "5"));

        var outcomes = Ask(uri, "-MaximumRetryCount 0");

        BulkOutcome.AssertOneEach(outcomes, Prompts);
        Assert.Equal(Enumerable.Range(0, Prompts).Select(number => $"prompt {number}"), outcomes.Select(outcome => outcome.Prompt));
        var errors = outcomes.Where(outcome => outcome.Error is not null).Select(outcome => outcome.Error!).ToList();
        Assert.InRange(errors.Count, Prompts / 10, Prompts * 3 / 10);
        Assert.Equal(Problems.Order(), errors.Select(error => error.Id()).Distinct().Order());
        Assert.All(errors, error => error.AssertWellFormed());
        Assert.All(errors, error => Assert.Single(error.Exception.List("Attempts")));

        // No prompt was paid for twice.
        Assert.Equal(Prompts, bench.Gateway.RequestsTo(uri).Count);
    }

    [Fact]
    public void Two_thousand_prompts_are_all_answered_when_failures_that_pass_are_repeated()
    {
        var uri = bench.Gateway.WithFault("flaky", ("kinds", "429+500+502+503"), ("header.retry-after-ms", "5"));

        var outcomes = Ask(uri, "-MaximumRetryCount 20");

        BulkOutcome.AssertAllAnswered(outcomes, Prompts);
        Assert.InRange(bench.Gateway.RequestsTo(uri).Count, Prompts * 11 / 10, Prompts * 3 / 2);
    }

    [Fact]
    public void Outcomes_stay_whole_with_several_keys()
    {
        var uri = bench.Gateway.WithFault("flaky", ("seed", "2"), ("retry-after-ms", "5"));
        bench.Session.SetVariable("keys", new[] { Gateway.GatewayKeys.Good, Gateway.GatewayKeys.GoodSecond, Gateway.GatewayKeys.Expired, Gateway.GatewayKeys.GoodThird });

        var outcomes = Ask(uri, "-MaximumRetryCount 0 -ApiKey $keys");

        BulkOutcome.AssertOneEach(outcomes, Prompts);
        Assert.Subset(Problems.ToHashSet(), outcomes.Where(outcome => outcome.Error is not null).Select(outcome => outcome.Error!.Id()).ToHashSet());
    }

    private IReadOnlyList<BulkOutcome> Ask(Uri uri, string how) =>
        BulkOutcome.Of(bench.Run(uri, $"0..{Prompts - 1} | ForEach-Object {{ \"prompt $_\" }} | Invoke-ApertisChat -ThrottleLimit 32 {how} 2>&1"));
}
