using System.Globalization;
using System.Text.Json;
using Apertis.Benchmarks.Measuring;
using Apertis.Benchmarks.Processes;

namespace Apertis.Benchmarks.Rows;

/// <summary>A key press that offers every model.</summary>
internal sealed class CompletionBenchmark : ShellBenchmark
{
    private const int Models = 1_000;
    private const int Rounds = 100;
    private const double MostMilliseconds = 30;

    public override string Name => "completion";

    public override string What => "in pwsh: Tab after `-Model`, 1,000 models in the cache";

    public override string Against => "–";

    public override string Bar => "≤ 30 ms";

    protected override async Task<Reading> MeasureInShellAsync()
    {
        await using var gateway = await GatewayProcess.StartAsync("--no-record", "--models", Text(Models));
        using var folder = new TemporaryFolder();
        var times = JsonSerializer.Deserialize<double[]>(await Shell.RunAsync("Completion.ps1", gateway, "-Folder", folder.Path, "-Models", Text(Models), "-Rounds", Text(Rounds)))!;
        var time = Median.Of(times);
        return new Reading(
            string.Create(CultureInfo.InvariantCulture, $"{time:0} ms"),
            time <= MostMilliseconds,
            string.Create(CultureInfo.InvariantCulture, $"{Rounds} key presses after the catalogue is there, one after the other, all models offered"));
    }
}
