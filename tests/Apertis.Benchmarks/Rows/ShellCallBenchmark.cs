using System.Globalization;
using Apertis.Benchmarks.Measuring;
using Apertis.Benchmarks.Processes;

namespace Apertis.Benchmarks.Rows;

/// <summary>One warm call as a user of the shell makes it.</summary>
internal sealed class ShellCallBenchmark : ShellBenchmark
{
    private const int WarmUps = 2_000;
    private const int Rounds = 1_000;
    private const int Words = 50;
    private const double MostTime = 0.7;

    public override string Name => "call-pwsh";

    public override string What => "in pwsh: one warm call";

    public override string Against => "Invoke-RestMethod";

    public override string Bar => "≤ 0.7× time";

    protected override async Task<Reading> MeasureInShellAsync()
    {
        await using var gateway = await GatewayProcess.StartAsync("--no-record");
        var samples = await Shell.MeasureAsync("Call.ps1", gateway, "-Prompt", Prompt.Of(Words), "-WarmUps", Text(WarmUps), "-Rounds", Text(Rounds));
        var time = samples.Ratio(milliseconds => milliseconds);
        return new Reading($"{Reading.Times(time)} time", time <= MostTime, string.Create(CultureInfo.InvariantCulture, $"{Rounds:N0} rounds of a call each, prompt and answer of {Words} words"));
    }
}
