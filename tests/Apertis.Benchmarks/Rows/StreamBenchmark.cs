using System.Globalization;
using Apertis.Benchmarks.Contestants;
using Apertis.Benchmarks.Measuring;
using Apertis.Benchmarks.Processes;

namespace Apertis.Benchmarks.Rows;

/// <summary>A long stream: how fast it is read, and how soon its first chunk is there.</summary>
internal sealed class StreamBenchmark : IBenchmark
{
    private const int Chunks = 10_000;

    // "You said:", which the gateway puts before what it says back.
    private const int ExtraChunks = 2;
    private const int WarmUps = 6;
    private const int Rounds = 60;
    private const double LeastThroughput = 0.7;
    private const double LatestFirst = 2;

    // The gateway writes the answer in one go, so that it waits for the reader and not the reader for it.
    private const string AllAtOnce = "stream-buffered;ms=0";

    public string Name => "stream";

    public string What => "10,000-chunk stream";

    public string Against => "bare HttpClient + SseParser + JsonDocument";

    public string Bar => "≥ 0.7× throughput, first chunk ≤ 2 ms later";

    public async Task<Reading> MeasureAsync()
    {
        await using var gateway = await GatewayProcess.StartAsync("--no-record");
        var flushed = await MeasureAsync(gateway);
        var atOnce = await MeasureAsync(gateway.WithFault(AllAtOnce));
        var throughput = 1 / flushed.Ratio(timing => timing.Total.TotalSeconds);
        var throughputAtOnce = 1 / atOnce.Ratio(timing => timing.Total.TotalSeconds - timing.First.TotalSeconds);
        var later = flushed.Difference(timing => timing.First.TotalMilliseconds);
        return new Reading(
            string.Create(CultureInfo.InvariantCulture, $"{Reading.Times(throughput)} throughput ({Reading.Times(throughputAtOnce)} when all is there at once), first chunk {later:+0.0;-0.0} ms"),
            throughput >= LeastThroughput && throughputAtOnce >= LeastThroughput && later <= LatestFirst,
            string.Create(CultureInfo.InvariantCulture, $"{Rounds} rounds"));
    }

    private static async Task<Samples<StreamTiming>> MeasureAsync(GatewayProcess gateway)
    {
        var ours = new ApertisChat(gateway);
        using var theirs = new BareChat(gateway);
        var prompt = Prompt.Of(Chunks - ExtraChunks);
        await Turns.TakeAsync(WarmUps, () => ours.StreamAsync(prompt), () => theirs.StreamAsync(prompt));
        var samples = await Turns.TakeAsync(Rounds, () => ours.StreamAsync(prompt), () => theirs.StreamAsync(prompt));
        return samples.Ours.Concat(samples.Theirs).All(timing => timing.Chunks == Chunks)
            ? samples
            : throw new InvalidOperationException("A contestant did not get every chunk.");
    }
}
