using System.Globalization;
using Apertis.Benchmarks.Measuring;
using Apertis.Benchmarks.Processes;

namespace Apertis.Benchmarks.Rows;

/// <summary>What importing the module costs a session, over what importing any binary module does; and over any that brings views.</summary>
internal sealed class ImportBenchmark : ShellBenchmark
{
    private const int WarmUps = 2;
    private const int Rounds = 20;
    private const double MostMilliseconds = 15;

    public override string Name => "import";

    public override string What => "in a fresh pwsh: `Import-Module Apertis`";

    public override string Against => "importing an empty binary module";

    public override string Bar => "≤ 15 ms more";

    protected override async Task<Reading> MeasureInShellAsync()
    {
        using var cache = await ShellCache.CreateAsync();
        using var folder = new TemporaryFolder();
        using var viewFolder = new TemporaryFolder();
        var more = await MoreThanAsync(await Shell.RunAsync("EmptyModule.ps1", "-Folder", folder.Path), cache);
        var moreThanViews = await MoreThanAsync(await Shell.RunAsync("EmptyModule.ps1", "-Folder", viewFolder.Path, "-WithViews"), cache);
        return new Reading(
            string.Create(CultureInfo.InvariantCulture, $"{more:+0;-0;0} ms ({moreThanViews:+0;-0;0} ms over one with a view and type data)"),
            more <= MostMilliseconds,
            string.Create(CultureInfo.InvariantCulture, $"{Rounds} rounds, each import in a shell of its own whose cache knows neither module"));
    }

    private static async Task<double> MoreThanAsync(string module, ShellCache cache)
    {
        var ours = await PackagedModule.GetManifestAsync();
        await TakeAsync(WarmUps);
        return (await TakeAsync(Rounds)).Difference(milliseconds => milliseconds);

        Task<Samples<double>> TakeAsync(int rounds) => Turns.TakeAsync(rounds, () => TimeAsync(ours, cache), () => TimeAsync(module, cache));
    }

    private static async Task<double> TimeAsync(string module, ShellCache cache)
    {
        using var fresh = cache.Copy();
        return double.Parse(await Shell.RunAsync("Import.ps1", fresh, "-Module", module), CultureInfo.InvariantCulture);
    }
}
