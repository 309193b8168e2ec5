using System.Runtime.CompilerServices;
using Apertis.Tests.Setup;

namespace Apertis.Tests.Chat.Bulk;

/// <summary>-ThrottleLimit: what is under way at one time, and the order in which it comes out.</summary>
public sealed class BulkOrderTests(Bench bench) : IClassFixture<Bench>
{
    [Fact]
    public void Results_come_in_the_order_of_their_prompts_whatever_each_takes()
    {
        var uri = bench.Gateway.WithFault("slow-prompt", ("text", "slow"), ("ms", "80"));

        var outcomes = Ask(uri, "0..59 | ForEach-Object { if ($_ % 3) { \"$_\" } else { \"slow $_\" } } | Invoke-ApertisChat -ThrottleLimit 8");

        BulkOutcome.AssertAllAnswered(outcomes, 60);
        Assert.Equal(Enumerable.Range(0, 60).Select(number => number % 3 == 0 ? $"slow {number}" : $"{number}"), outcomes.Select(outcome => outcome.Prompt));
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("-ThrottleLimit 1", 1)]
    [InlineData("-ThrottleLimit 3", 3)]
    [InlineData("-ThrottleLimit 16", 16)]
    public void As_many_calls_are_under_way_as_the_limit_says_and_never_more(string how, int limit)
    {
        var uri = bench.Gateway.WithFault("slow-prompt", ("ms", "60"));

        BulkOutcome.AssertAllAnswered(Ask(uri, $"1..{(limit * 3) + 1} | Invoke-ApertisChat {how}"), (limit * 3) + 1);

        Assert.Equal(limit, bench.Gateway.MostConcurrent(uri));
    }

    [Fact]
    public void Limit_holds_when_attempts_are_repeated()
    {
        var uri = bench.Gateway.WithFault("flaky", ("percent", "50"), ("kinds", "429+503"), ("header.retry-after-ms", "2"), ("delay-ms", "10"));

        BulkOutcome.AssertAllAnswered(Ask(uri, "1..60 | Invoke-ApertisChat -ThrottleLimit 6 -MaximumRetryCount 100"), 60);

        Assert.InRange(bench.Gateway.MostConcurrent(uri), 2, 6);
    }

    [Fact]
    public void Limit_above_the_number_of_prompts_is_no_trouble()
    {
        var uri = bench.Gateway.WithFault("none");

        BulkOutcome.AssertAllAnswered(Ask(uri, "'a', 'b', 'c' | Invoke-ApertisChat -ThrottleLimit 1000"), 3);
        BulkOutcome.AssertAllAnswered(Ask(uri, "Invoke-ApertisChat alone -ThrottleLimit 8"), 1);
        Assert.Empty(Ask(uri, "@() | Invoke-ApertisChat -ThrottleLimit 8"));
        Assert.Equal(4, bench.Gateway.RequestsTo(uri).Count);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1001")]
    public void Limit_out_of_range_is_refused(string limit)
    {
        var uri = bench.Gateway.WithFault("none");

        Assert.Equal("ParameterArgumentValidationError", bench.Run(uri, Reading.Catching($"'a' | Invoke-ApertisChat -ThrottleLimit {limit}")).OnlyError().Id());
        Assert.Empty(bench.Gateway.RequestsTo(uri));
    }

    [Theory]
    [InlineData("-Stream")]
    [InlineData("-AsDelta")]
    public void Streaming_is_refused_above_a_limit_of_one(string how)
    {
        var uri = bench.Gateway.WithFault("none");

        var run = bench.Run(uri, Reading.Catching($"'a', 'b' | Invoke-ApertisChat {how} -ThrottleLimit 2"));

        Assert.True(run.IsTerminated);
        var error = run.OnlyError();
        Assert.Equal("InvalidParameter", error.Id());
        error.AssertWellFormed();
        Assert.Contains("ThrottleLimit", error.ErrorDetails.Message, StringComparison.Ordinal);
        Assert.Empty(bench.Gateway.RequestsTo(uri));
    }

    [Fact]
    public void Streaming_is_no_trouble_with_a_limit_of_one() =>
        Assert.Equal("You said: a", bench.Run("'a' | Invoke-ApertisChat -Stream -ThrottleLimit 1").OnlyOutput().ToString());

    [Fact]
    public void Slow_head_holds_back_output_and_not_sends_and_input_is_read_no_further_than_the_window()
    {
        var uri = bench.Gateway.WithFault("slow-prompt", ("text", "head"), ("ms", "1500"));
        bench.Session.SetVariable("read", new StrongBox<int>());

        var run = bench.Run(uri, """
            & { 'head'; 1..300 } | ForEach-Object { $read.Value++; $_ } | Invoke-ApertisChat -ThrottleLimit 2 |
                ForEach-Object { [pscustomobject]@{ Index = $_.Index; Ahead = $read.Value - $_.Index } }
            """);

        Assert.Empty(run.Errors);
        Assert.Equal(Enumerable.Range(0, 301), run.Output.Select(item => (int)item.Get("Index")!));
        Assert.InRange((int)run.Output[0].Get("Ahead")!, 8 * 2, (8 * 2) + 2);
        Assert.All(run.Output, item => Assert.InRange((int)item.Get("Ahead")!, 1, (8 * 2) + 2));
    }

    [Fact]
    public void Head_that_fails_gives_way_to_the_results_behind_it()
    {
        var uri = bench.Gateway.WithFault("hang-prompt", ("text", "head"));

        var outcomes = Ask(uri, "& { 'head'; 1..100 } | Invoke-ApertisChat -ThrottleLimit 3 -TimeoutSec 1");

        BulkOutcome.AssertOneEach(outcomes, 101);
        var error = Assert.Single(outcomes, outcome => outcome.Error is not null);
        Assert.Equal((0, "head", "RequestTimedOut"), (error.Index, error.Prompt, error.Error!.Id()));
    }

    [Fact]
    public void Errors_come_in_their_place_among_the_results_and_name_their_prompts()
    {
        var uri = bench.Gateway.WithFault("slow-prompt", ("text", "slow"), ("ms", "100"));

        var outcomes = Ask(uri, "& { 'slow a'; ''; [pscustomobject]@{ Prompt = 'c'; Model = 'no-such-model' }; 'slow d'; 'e' } | Invoke-ApertisChat -ThrottleLimit 4");

        BulkOutcome.AssertOneEach(outcomes, 5);
        Assert.Equal([null, "InvalidMessage", "ModelNotFound", null, null], outcomes.Select(outcome => outcome.Error?.Id()));
        var problem = outcomes[2];
        problem.Error!.AssertWellFormed();
        Assert.Equal(("c", "Apertis.ChatInput"), (problem.Prompt, problem.Error!.TargetObject.GetType().FullName));
    }

    [Fact]
    public void Item_that_is_no_prompt_keeps_its_place_in_the_count()
    {
        var run = bench.Run("& { 'a'; @{ x = 1 }; [pscustomobject]@{ y = 2 }; , @('b', 'c'); 'e' } | Invoke-ApertisChat -ThrottleLimit 4");

        Assert.Equal([("a", 0), ("e", 4)], run.Output.Select(answer => (answer.Text("Prompt")!, (int)answer.Get("Index")!)));
        Assert.Equal(3, run.Errors.Count);
    }

    [Fact]
    public void Each_prompt_keeps_its_own_properties()
    {
        var uri = bench.Gateway.WithFault("slow-prompt", ("text", "0"), ("ms", "50"));

        var run = bench.Run(uri, "0..29 | ForEach-Object { if ($_ % 2) { [pscustomobject]@{ Prompt = $_; Model = 'gpt-4o'; SystemMessage = \"s$_\" } } else { [pscustomobject]@{ Prompt = $_ } } } | Invoke-ApertisChat -ThrottleLimit 5");

        Assert.Empty(run.Errors);
        Assert.Equal(Enumerable.Range(0, 30).Select(number => $"{number}"), run.Output.Select(item => item.Text("Prompt")));
        Assert.Equal(Enumerable.Range(0, 30).Select(number => number % 2 == 1 ? "gpt-4o" : "gpt-4.1"), run.Output.Select(item => item.Text("RequestedModel")));
        Assert.All(run.Output.Where((_, number) => number % 2 == 1), item => Assert.Equal($"s{item.Text("Prompt")}", item.List("Messages")[0].Text("Content")));
        Assert.All(run.Output.Where((_, number) => number % 2 == 0), item => Assert.Equal(2, item.List("Messages").Count));
    }

    [Fact]
    public void Models_and_conversations_go_in_parallel_too()
    {
        var run = bench.Run("Get-ApertisModel gpt-4o, gpt-4o-mini, gpt-4.1 | Invoke-ApertisChat hi -ThrottleLimit 4 | Invoke-ApertisChat next -ThrottleLimit 4");

        Assert.Empty(run.Errors);
        Assert.Equal(["gpt-4.1", "gpt-4o", "gpt-4o-mini"], run.Output.Select(item => item.Text("RequestedModel")).Order(StringComparer.Ordinal));
        Assert.All(run.Output, item => Assert.Equal(["hi", "You said: hi", "next", "You said: next"], item.List("Messages").Select(message => message.Text("Content"))));
    }

    [Fact]
    public void Every_attempt_has_its_verbose_line()
    {
        var uri = bench.Gateway.WithFault("none");

        var run = bench.Run(uri, "1..40 | Invoke-ApertisChat -ThrottleLimit 8 -Verbose");

        Assert.Equal(40, run.Output.Count);
        Assert.Equal(40, run.Verbose.Count(line => line.StartsWith("POST ", StringComparison.Ordinal) && line.Contains(": 200 in ", StringComparison.Ordinal)));
        Assert.Equal(run.Output.Select(item => item.Text("RequestId")!).Order(), run.Verbose.Select(line => line.Split("request id ")[1].Split(',')[0]).Order());
    }

    [Fact]
    public void ErrorAction_Stop_ends_the_run_at_the_first_error_in_order()
    {
        var uri = bench.Gateway.WithFault("slow-prompt", ("text", "slow"), ("ms", "200"));

        var run = bench.Run(uri, "& { 'slow a'; 'b'; ''; 3..1000 } | Invoke-ApertisChat -ThrottleLimit 4 -ErrorAction Stop");

        Assert.True(run.IsTerminated);
        Assert.Equal(["slow a", "b"], run.Output.Select(item => item.Text("Prompt")));
        Assert.Equal("InvalidMessage", Assert.Single(run.Errors).Id());
        Assert.InRange(bench.Gateway.RequestsTo(uri).Count, 2, 3 + (8 * 4) + 4);
    }

    private IReadOnlyList<BulkOutcome> Ask(Uri uri, string script) => BulkOutcome.Of(bench.Run(uri, $"{script} 2>&1"));
}
