using System.Globalization;
using Apertis.Benchmarks.Contestants;
using Apertis.Benchmarks.Measuring;
using Apertis.Benchmarks.Processes;

namespace Apertis.Benchmarks.Rows;

/// <summary>One warm call that is not streamed.</summary>
/// <typeparam name="TRival">The other contestant.</typeparam>
/// <param name="createRival">Makes the other contestant.</param>
/// <param name="isMet">Whether the ratios of time and of allocations meet the bar.</param>
internal sealed class CallBenchmark<TRival>(Func<GatewayProcess, TRival> createRival, Func<double, double, bool> isMet) : IBenchmark
    where TRival : IChat, IDisposable
{
    // Enough for tiered compilation to have done its last step.
    private const int WarmUps = 2_000;

    // Calls are timed one by one: a batch of them is so long that on a busy machine something nearly always gets in its way.
    private const int TimedRounds = 4_000;
    private const int CountedRounds = 20;
    private const int CountedCalls = 100;
    private const int Words = 50;

    public required string Name { get; init; }

    public string What => "one warm call, not streamed";

    public required string Against { get; init; }

    public required string Bar { get; init; }

    public async Task<Reading> MeasureAsync()
    {
        await using var gateway = await GatewayProcess.StartAsync("--no-record");
        var ours = new ApertisChat(gateway);
        using var theirs = createRival(gateway);
        var prompt = Prompt.Of(Words);
        var expected = await theirs.AskAsync(prompt);
        if (expected is null || expected != await ours.AskAsync(prompt))
        {
            throw new InvalidOperationException("The contestants do not get the same answer.");
        }

        await TimeAsync(WarmUps);
        var times = await TimeAsync(TimedRounds);
        var allocations = await Turns.TakeAsync(CountedRounds, () => Cost.AllocationsAsync(CountedCalls, () => ours.AskAsync(prompt)), () => Cost.AllocationsAsync(CountedCalls, () => theirs.AskAsync(prompt)));
        var time = times.Ratio(seconds => seconds);
        var space = allocations.Ratio(bytes => bytes);
        return new Reading(
            $"{Reading.Times(time)} time, {Reading.Times(space)} allocations",
            isMet(time, space),
            string.Create(CultureInfo.InvariantCulture, $"{TimedRounds:N0} rounds of a call each, timed; {CountedRounds} of {CountedCalls}, allocations counted; prompt and answer of {Words} words"));

        Task<Samples<double>> TimeAsync(int rounds) =>
            Turns.TakeAsync(rounds, () => Cost.TimeAsync(() => ours.AskAsync(prompt)), () => Cost.TimeAsync(() => theirs.AskAsync(prompt)));
    }
}
