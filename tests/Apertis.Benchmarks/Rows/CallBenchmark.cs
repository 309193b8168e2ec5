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
    private const int Rounds = 100;
    private const int Calls = 40;
    private const int Words = 50;

    public required string Name { get; init; }

    public string What => "one warm call, not streamed";

    public required string Against { get; init; }

    public required string Bar { get; init; }

    public async Task<Reading> MeasureAsync()
    {
        await using var gateway = await GatewayProcess.StartAsync();
        var ours = new ApertisChat(gateway);
        using var theirs = createRival(gateway);
        var prompt = Prompt.Of(Words);
        var expected = await theirs.AskAsync(prompt);
        if (expected is null || expected != await ours.AskAsync(prompt))
        {
            throw new InvalidOperationException("The contestants do not get the same answer.");
        }

        await Turns.TakeAsync(WarmUps / Calls, () => Batch.TimeAsync(Calls, () => ours.AskAsync(prompt)), () => Batch.TimeAsync(Calls, () => theirs.AskAsync(prompt)));
        var times = await Turns.TakeAsync(Rounds, () => Batch.TimeAsync(Calls, () => ours.AskAsync(prompt)), () => Batch.TimeAsync(Calls, () => theirs.AskAsync(prompt)));
        var allocations = await Turns.TakeAsync(Rounds, () => Batch.AllocationsAsync(Calls, () => ours.AskAsync(prompt)), () => Batch.AllocationsAsync(Calls, () => theirs.AskAsync(prompt)));
        var time = times.Ratio(seconds => seconds);
        var space = allocations.Ratio(bytes => bytes);
        return new Reading(
            $"{Reading.Times(time)} time, {Reading.Times(space)} allocations",
            isMet(time, space),
            string.Create(CultureInfo.InvariantCulture, $"{Rounds} rounds of {Calls} calls each, prompt and answer of {Words} words"));
    }
}
