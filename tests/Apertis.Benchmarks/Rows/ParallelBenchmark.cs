using System.Globalization;
using Apertis.Benchmarks.Measuring;

namespace Apertis.Benchmarks.Rows;

/// <summary>The same prompts as a user of the shell would send them without the module.</summary>
internal sealed class ParallelBenchmark : ShellBenchmark
{
    private const int Rounds = 5;
    private const double LeastSpeed = 3;

    public override string Name => "bulk-parallel";

    public override string What => "in pwsh: the same";

    public override string Against => "`ForEach-Object -Parallel -ThrottleLimit 64 { Invoke-RestMethod … }`";

    public override string Bar => "≥ 3× faster";

    protected override async Task<Reading> MeasureInShellAsync()
    {
        var samples = await BulkRun.MeasureAsync(Rounds, isAgainstParallel: true);
        var speed = 1 / samples.Ratio(milliseconds => milliseconds);
        return new Reading($"{Reading.Times(speed)} as fast", speed >= LeastSpeed, string.Create(CultureInfo.InvariantCulture, $"{Rounds} rounds of a run each"));
    }
}
