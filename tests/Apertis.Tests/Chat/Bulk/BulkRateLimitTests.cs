using Apertis.Tests.Setup;

namespace Apertis.Tests.Chat.Bulk;

/// <summary>A rate limit in the middle of a bulk run: it concerns a key, and so every call of that key.</summary>
public sealed class BulkRateLimitTests(Bench bench) : IClassFixture<Bench>
{
    // What was under way when a 429 came may arrive after it.
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(100);

    [Theory]
    [InlineData("retry-after-ms", "1000")]
    [InlineData("retry-after", "1")]
    [InlineData("reset", "1")]
    public void One_429_pauses_all_new_sends_until_the_reset(string hint, string value)
    {
        var uri = bench.Gateway.WithFault("rate_limit_exceeded", ("skip", "6"), ("times", "1"), (hint, value));

        var outcomes = Ask(uri, "1..60 | Invoke-ApertisChat -ThrottleLimit 4");

        BulkOutcome.AssertAllAnswered(outcomes, 60);
        var pauses = Pauses(uri);
        Assert.Equal(61, pauses.Count + 1);
        var (at, pause) = pauses.Index().MaxBy(item => item.Item);
        Assert.InRange(pause, TimeSpan.FromSeconds(1) - Slack, TimeSpan.FromSeconds(3));

        // The refused one is number 7; no more than the others of the window came after it.
        Assert.InRange(at + 1, 7, 7 + (4 * 3));
        Assert.All(pauses.Where((_, number) => number != at), shorter => Assert.True(shorter < pause / 2, $"A pause of {shorter} beside that of {pause}."));
    }

    [Fact]
    public void Limit_of_a_window_is_kept_to_without_a_storm_of_refused_requests()
    {
        var uri = bench.Gateway.WithFault("rate-limit", ("limit", "20"), ("window-ms", "250"));

        var outcomes = Ask(uri, "1..100 | Invoke-ApertisChat -ThrottleLimit 8");

        BulkOutcome.AssertAllAnswered(outcomes, 100);

        // Four pauses at least, and in each no more than what was under way is refused.
        Assert.InRange(bench.Gateway.RequestsTo(uri).Count, 100 + 4, 100 + (6 * 8));
    }

    [Fact]
    public void Wait_for_a_limit_is_no_call_s_own_time()
    {
        var uri = bench.Gateway.WithFault("rate_limit_exceeded", ("times", "1"), ("retry-after-ms", "1600"));

        var outcomes = Ask(uri, "1..60 | Invoke-ApertisChat -ThrottleLimit 3 -TimeoutSec 1");

        BulkOutcome.AssertAllAnswered(outcomes, 60);
        Assert.InRange(Pauses(uri).Max(), TimeSpan.FromSeconds(1.6) - Slack, TimeSpan.FromSeconds(4));
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(3, 120)]
    [InlineData(20, 120)]
    public void More_prompts_at_once_than_a_window_lets_through_are_all_answered(int limit, int timeout)
    {
        var uri = bench.Gateway.WithFault("rate-limit", ("limit", $"{limit}"), ("window-ms", "250"));

        var outcomes = Ask(uri, $"1..64 | Invoke-ApertisChat -ThrottleLimit 32 -TimeoutSec {timeout}");

        BulkOutcome.AssertAllAnswered(outcomes, 64);
        Assert.All(outcomes, outcome => Assert.Null(outcome.Error));

        // The first rush apart, a key that has rested goes on with what it answered before.
        Assert.InRange(bench.Gateway.RequestsTo(uri).Count, 64, 64 + 32 + (3 * 64));
    }

    [Fact]
    public void Prompt_that_may_not_be_sent_again_leaves_the_others_waiting_and_answered()
    {
        var uri = bench.Gateway.WithFault("rate_limit_exceeded", ("skip", "2"), ("times", "1"), ("retry-after-ms", "500"));

        var outcomes = Ask(uri, "1..40 | Invoke-ApertisChat -ThrottleLimit 4 -MaximumRetryCount 0");

        BulkOutcome.AssertOneEach(outcomes, 40);
        Assert.Equal("RateLimitExceeded", Assert.Single(outcomes, outcome => outcome.Error is not null).Error!.Id());
        Assert.Equal(40, bench.Gateway.RequestsTo(uri).Count);
        Assert.InRange(Pauses(uri).Max(), TimeSpan.FromSeconds(0.5) - Slack, TimeSpan.FromSeconds(3));
    }

    [Fact]
    public void Limit_that_is_too_far_off_fails_what_would_have_to_wait_unsent_with_the_reset_time()
    {
        var uri = bench.Gateway.WithFault("rate_limit_exceeded", ("skip", "2"), ("retry-after", "3600"));

        var outcomes = Ask(uri, "1..100 | Invoke-ApertisChat -ThrottleLimit 2");

        BulkOutcome.AssertOneEach(outcomes, 100);
        Assert.Equal(2, outcomes.Count(outcome => outcome.Error is null));
        Assert.InRange(bench.Gateway.RequestsTo(uri).Count, 3, 4);
        var errors = outcomes.Where(outcome => outcome.Error is not null).Select(outcome => outcome.Error!).ToList();
        Assert.All(errors, error =>
        {
            Assert.Equal("RateLimitExceeded", error.Id());
            error.AssertWellFormed();
            Assert.Matches(@"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC", error.ErrorDetails.Message);
        });
        Assert.Equal(bench.Gateway.RequestsTo(uri).Count - 2, errors.Count(error => error.Exception.List("Attempts").Count > 0));
    }

    [Fact]
    public void Limit_that_is_nearer_than_MaximumRetryDelaySec_is_waited_for_and_a_farther_one_not()
    {
        var uri = bench.Gateway.WithFault("rate_limit_exceeded", ("times", "1"), ("retry-after-ms", "700"));
        Assert.All(Ask(uri, "1..4 | Invoke-ApertisChat -ThrottleLimit 1 -MaximumRetryDelaySec 0.5"), outcome => Assert.Equal("RateLimitExceeded", outcome.Error?.Id()));

        uri = bench.Gateway.WithFault("rate_limit_exceeded", ("times", "1"), ("retry-after-ms", "300"));
        BulkOutcome.AssertAllAnswered(Ask(uri, "1..4 | Invoke-ApertisChat -ThrottleLimit 1 -MaximumRetryDelaySec 0.5"), 4);
    }

    private IReadOnlyList<BulkOutcome> Ask(Uri uri, string script) => BulkOutcome.Of(bench.Run(uri, $"{script} 2>&1"));

    /// <summary>The times between each request and the next.</summary>
    private IReadOnlyList<TimeSpan> Pauses(Uri uri)
    {
        var times = bench.Gateway.RequestsTo(uri).Select(request => request.At).Order().ToList();
        return [.. times.Zip(times.Skip(1), (first, second) => second - first)];
    }
}
