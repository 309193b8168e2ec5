using System.Globalization;
using Apertis.Benchmarks.Measuring;
using Apertis.Benchmarks.Processes;

namespace Apertis.Benchmarks.Rows;

/// <summary>The memory that a long run takes, over that of a short one.</summary>
internal sealed class MemoryBenchmark : ShellBenchmark
{
    private const int Many = 100_000;
    private const int Few = 1_000;
    private const int ThrottleLimit = 32;
    private const int Rounds = 3;
    private const double BytesInMegabyte = 1024 * 1024;
    private const double MostMegabytes = 60;

    public override string Name => "memory";

    public override string What => "in pwsh: peak working set of 100,000 prompts piped";

    public override string Against => "that of 1,000";

    public override string Bar => "≤ 60 MB more";

    protected override async Task<Reading> MeasureInShellAsync()
    {
        await using var gateway = await GatewayProcess.StartAsync("--no-record");
        var samples = await Turns.TakeAsync(Rounds, () => PeakAsync(gateway, Many), () => PeakAsync(gateway, Few));
        var more = samples.Difference(megabytes => megabytes);
        return new Reading(
            string.Create(CultureInfo.InvariantCulture, $"{more:+0;-0;0} MB"),
            more <= MostMegabytes,
            string.Create(CultureInfo.InvariantCulture, $"{Rounds} rounds, each run in a shell of its own, `-ThrottleLimit {ThrottleLimit}`"));
    }

    private static async Task<double> PeakAsync(GatewayProcess gateway, int prompts) =>
        double.Parse(await Shell.RunAsync("Memory.ps1", gateway, "-Prompts", Text(prompts), "-ThrottleLimit", Text(ThrottleLimit)), CultureInfo.InvariantCulture) / BytesInMegabyte;
}
