using System.Globalization;
using Apertis.Benchmarks.Measuring;
using Apertis.Benchmarks.Processes;

namespace Apertis.Benchmarks.Rows;

/// <summary>A row that is measured inside PowerShell.</summary>
internal abstract class ShellBenchmark : IBenchmark
{
    public abstract string Name { get; }

    public abstract string What { get; }

    public abstract string Against { get; }

    public abstract string Bar { get; }

    public async Task<Reading> MeasureAsync() => Shell.IsThere ? await MeasureInShellAsync() : Reading.NotRun("no pwsh");

    protected abstract Task<Reading> MeasureInShellAsync();

    /// <summary>A number, as a script takes it.</summary>
    protected static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
