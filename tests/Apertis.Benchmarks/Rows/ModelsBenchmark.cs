using System.Globalization;
using Apertis.Benchmarks.Measuring;
using Apertis.Benchmarks.Processes;

namespace Apertis.Benchmarks.Rows;

/// <summary>The listing of a big catalogue.</summary>
internal sealed class ModelsBenchmark : ShellBenchmark
{
    private const int Models = 5_000;
    private const int WarmUps = 20;
    private const int Rounds = 40;
    private const double MostMemory = 0.5;

    public override string Name => "models";

    public override string What => "in pwsh: `Get-ApertisModel`, 5,000 models";

    public override string Against => "`(Invoke-RestMethod …).data \\| Select-Object id, owned_by, created, name`";

    public override string Bar => "faster, ≤ 0.5× allocations";

    protected override async Task<Reading> MeasureInShellAsync()
    {
        await using var gateway = await GatewayProcess.StartAsync("--no-record", "--models", Text(Models));
        var samples = await Shell.MeasureAsync<ListingCost>("Models.ps1", gateway, "-Models", Text(Models), "-WarmUps", Text(WarmUps), "-Rounds", Text(Rounds));
        var time = samples.Ratio(cost => cost.Milliseconds);
        var memory = samples.Ratio(cost => cost.Bytes);
        return new Reading(
            $"{Reading.Times(time)} time, {Reading.Times(memory)} allocations",
            time < 1 && memory <= MostMemory,
            string.Create(CultureInfo.InvariantCulture, $"{Rounds} rounds of a listing each"));
    }
}
