using System.Globalization;
using Apertis.Client.Bulk;
using Apertis.Client.Chat;
using Apertis.Client.Tests.Support;
using Apertis.Gateway;

namespace Apertis.Client.Tests.Bulk;

/// <summary>Many prompts side by side, whose waits a fake clock lets pass.</summary>
public sealed class BulkRunTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private const int Limit = 32;

    // Longer than any wait between attempts, shorter than any limit of a call here.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(70);
    private static readonly TimeSpan NoLimit = TimeSpan.FromDays(2);

    private readonly GatewayServer _gateway = fixture.Gateway;

    [Fact]
    public async Task Two_thousand_prompts_of_which_a_fifth_fails_have_two_thousand_outcomes_in_order()
    {
        const int Prompts = 2000;
        var baseUri = _gateway.WithFault("flaky", ("seed", "7"), ("retry-after-ms", "30000"));
        var lab = Patient(baseUri);

        var outcomes = await AskAsync(lab, Prompts);

        Assert.Equal(Enumerable.Range(0, Prompts), outcomes.Select(outcome => outcome.Index));
        Assert.All(outcomes, outcome => Assert.True(outcome.Result is null != outcome.Failure is null));
        Assert.All(outcomes.Where(outcome => outcome.Result is not null), outcome => Assert.Equal($"You said: {outcome.Index}", outcome.Result!.Content));

        // Half an answer is no reason to pay for another; anything else that fails for good has failed six times, limits apart that all met together.
        var failures = outcomes.Select(outcome => outcome.Failure).OfType<ApertisException>().ToList();
        Assert.InRange(failures.Count, 10, 150);
        Assert.All(failures, failure => Assert.True(failure.Problem == "ResponseMalformed" || (failure.Attempts.Count >= 6 && failure.Attempts.Count(attempt => attempt.Problem != "RateLimitExceeded") <= 6), $"{failure.Problem} after {failure.Attempts.Count} attempts."));
        Assert.All(failures, failure => Assert.Null(failure.Attempts[^1].Delay));

        // Every request is somebody's attempt.
        Assert.Equal(_gateway.RequestsTo(baseUri).Count, outcomes.Sum(outcome => outcome.Result?.Attempts.Count ?? outcome.Failure!.Attempts.Count));
        Assert.InRange(_gateway.MostConcurrent(baseUri), 2, Limit);
    }

    [Fact]
    public async Task No_request_of_a_key_leaves_between_a_429_and_its_reset()
    {
        // The first 429 of a process is read so slowly that most prompts would leave meanwhile.
        await AskAsync(Patient(_gateway.WithFault("rate_limit_exceeded", ("times", "1"))), 1);
        var baseUri = _gateway.WithFault("rate_limit_exceeded", ("skip", "40"), ("times", "1"), ("retry-after", "45"));
        var lab = Patient(baseUri);

        var outcomes = await AskAsync(lab, 200);

        Assert.All(outcomes, outcome => Assert.Null(outcome.Failure));
        var starts = lab.Observer.Attempts.Select(attempt => attempt.StartedAt - FakeClock.Start).ToList();
        Assert.Equal(201, starts.Count);
        Assert.All(starts, start => Assert.True(start == TimeSpan.Zero || start >= TimeSpan.FromSeconds(45), $"An attempt after {start}."));
        Assert.InRange(starts.Count(start => start == TimeSpan.Zero), 41, 199);
    }

    [Fact]
    public async Task Calls_that_wait_for_another_call_s_limit_have_their_own_time_still_before_them()
    {
        var baseUri = _gateway.WithFault("rate_limit_exceeded", ("times", "1"), ("retry-after", "45"));
        var lab = new Lab(baseUri, with: options => options with { Timeout = TimeSpan.FromSeconds(20) });
        var chat = lab.Client.Chat();
        Assert.Equal("RateLimitExceeded", (await AnswerAsync(chat, Input(0))).Failure!.Problem);

        var calls = Enumerable.Range(1, 5).Select(index => AnswerAsync(chat, Input(index))).ToList();
        await lab.Clock.TimerDueAsync(TimeSpan.FromSeconds(45));
        lab.Clock.Advance(TimeSpan.FromSeconds(44.5));
        Assert.Single(_gateway.RequestsTo(baseUri));
        lab.Clock.Advance(TimeSpan.FromSeconds(0.5));

        var outcomes = await Task.WhenAll(calls).Soon("the calls that waited");
        Assert.All(outcomes, outcome => Assert.Null(outcome.Failure));
        Assert.All(outcomes, outcome => Assert.Equal(FakeClock.Start.AddSeconds(45), Assert.Single(outcome.Result!.Attempts).StartedAt));
    }

    private static ChatInput Input(int index) => new() { Index = index, Prompt = index.ToString(CultureInfo.InvariantCulture) };

    private static Lab Patient(Uri baseUri) => new(
        baseUri,
        with: options => options with { Timeout = NoLimit, Connection = options.Connection with { Timeout = options.Connection.Timeout + NoLimit } });

    private static async Task<IReadOnlyList<Outcome>> AskAsync(Lab lab, int count)
    {
        var run = RunAsync(lab.Client.Chat(), count);
        while (!run.IsCompleted)
        {
            // Nothing tells that all calls are waiting; to look again is cheap.
            if (!lab.Clock.AdvanceToNext(LongestWait))
            {
                await Task.WhenAny(run, Task.Delay(1));
            }
        }

        return await run;
    }

    private static async Task<IReadOnlyList<Outcome>> RunAsync(ChatClient chat, int count)
    {
        var window = new OrderedWindow<Outcome>(Limit);
        var outcomes = new List<Outcome>();
        for (var index = 0; index < count; index++)
        {
            var input = Input(index);
            window.Begin(() => AnswerAsync(chat, input));
            await TakeAsync(() => window.HasRoom);
        }

        await TakeAsync(() => window.IsEmpty);
        return outcomes;

        async Task TakeAsync(Func<bool> isEnough)
        {
            while (true)
            {
                while (window.IsNextReady)
                {
                    outcomes.Add(window.TakeNext());
                }

                if (isEnough())
                {
                    return;
                }

                await window.MoreFinishedAsync(default).Soon("more outcomes");
            }
        }
    }

    private static async Task<Outcome> AnswerAsync(ChatClient chat, ChatInput input)
    {
        try
        {
            return new Outcome(input.Index, await chat.SendAsync(Lab.Prompt() with { Input = input }, default), null);
        }
        catch (ApertisException exception)
        {
            return new Outcome(input.Index, null, exception);
        }
    }

    private sealed record Outcome(int Index, ChatResult? Result, ApertisException? Failure);
}
