using System.Globalization;
using System.Text.Json;
using Apertis.Benchmarks.Contestants;
using Apertis.Benchmarks.Measuring;
using Apertis.Benchmarks.Processes;

namespace Apertis.Benchmarks.Rows;

/// <summary>The first call of a session, when nothing is warm.</summary>
internal sealed class FirstCallBenchmark : ShellBenchmark
{
    private const int WarmUps = 2;
    private const int Rounds = 20;
    private const int Words = 50;

    // The import has a row of its own. Who lets the call import the module as well waits for both, so that both figures are shown.
    private const double MostTime = 0.5;

    public override string Name => "first-call";

    public override string What => "in a fresh pwsh: first `Invoke-ApertisChat`, the module imported before";

    public override string Against => "first Invoke-RestMethod, its module loaded by the call";

    public override string Bar => "≤ 0.5× time";

    protected override async Task<Reading> MeasureInShellAsync()
    {
        await using var gateway = await GatewayProcess.StartAsync("--no-record");
        using var cache = await ShellCache.CreateAsync();
        var fresh = await TakeAsync(isRival => TimeWithCopyAsync(gateway, cache, isRival));
        using var ours = cache.Copy();
        using var theirs = cache.Copy();
        var again = await TakeAsync(isRival => TimeAsync(gateway, isRival ? theirs : ours, isRival));
        var time = fresh.Ratio(timing => timing.Call);
        return new Reading(
            $"{Reading.Times(time)} time ({Reading.Times(fresh.Ratio(timing => timing.Total))} with the import; {Reading.Times(again.Ratio(timing => timing.Call))} where the last session did the same)",
            time <= MostTime,
            string.Create(CultureInfo.InvariantCulture, $"{Rounds} rounds, each call in a shell of its own whose cache knows neither command, prompt and answer of {Words} words"));
    }

    private static async Task<Samples<FirstCallTiming>> TakeAsync(Func<bool, Task<FirstCallTiming>> time)
    {
        await TakeRoundsAsync(WarmUps);
        return await TakeRoundsAsync(Rounds);

        Task<Samples<FirstCallTiming>> TakeRoundsAsync(int rounds) => Turns.TakeAsync(rounds, () => time(false), () => time(true));
    }

    private static async Task<FirstCallTiming> TimeWithCopyAsync(GatewayProcess gateway, ShellCache cache, bool isRival)
    {
        using var copy = cache.Copy();
        return await TimeAsync(gateway, copy, isRival);
    }

    private static async Task<FirstCallTiming> TimeAsync(GatewayProcess gateway, ShellCache cache, bool isRival)
    {
        var prompt = Prompt.Of(Words);
        var body = JsonSerializer.Serialize(new BareRequest(Wire.Model, [new BareMessage("user", prompt)], Stream: null, StreamOptions: null), BareJson.Default.BareRequest);
        string[] rival = isRival ? ["-Rival"] : [];
        return JsonSerializer.Deserialize<FirstCallTiming>(await Shell.RunAsync("FirstCall.ps1", gateway, cache, ["-Prompt", prompt, "-Body", body, .. rival]), JsonSerializerOptions.Web);
    }
}
