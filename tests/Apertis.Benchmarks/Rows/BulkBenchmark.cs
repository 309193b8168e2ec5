using System.Globalization;
using Apertis.Benchmarks.Measuring;

namespace Apertis.Benchmarks.Rows;

/// <summary>Thousands of prompts, each of which takes the gateway a while.</summary>
internal sealed class BulkBenchmark : ShellBenchmark
{
    private const int Rounds = 7;
    private const double MostTime = 1.15;

    public override string Name => "bulk";

    public override string What => "in pwsh: 5,000 prompts, 50 ms each at the gateway, `-ThrottleLimit 64`";

    public override string Against => "the ideal, 5,000 / 64 × 50 ms";

    public override string Bar => "≤ 1.15× time";

    protected override async Task<Reading> MeasureInShellAsync()
    {
        var samples = await BulkRun.MeasureAsync(Rounds, isAgainstParallel: false);
        var time = Median.Of(samples.Ours) / BulkRun.Ideal.TotalMilliseconds;
        return new Reading($"{Reading.Times(time)} time", time <= MostTime, string.Create(CultureInfo.InvariantCulture, $"{Rounds} runs"));
    }
}
