using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Apertis.Benchmarks.Measuring;
using Apertis.Benchmarks.Rows;

namespace Apertis.Benchmarks;

/// <summary>The results as a table of Markdown. Only ratios are in it: absolute times say more about the machine than about the module.</summary>
internal sealed class ResultTable
{
    private readonly List<(IBenchmark Row, Reading Reading)> _rows = [];

    public bool HasMissed => _rows.Any(row => row.Reading.IsMet == false);

    public void Add(IBenchmark row, Reading reading) => _rows.Add((row, reading));

    public override string ToString()
    {
        var text = new StringBuilder("| what | against | measured | bar | met |\n| --- | --- | --- | --- | --- |\n");
        foreach (var (row, reading) in _rows)
        {
            var met = reading.IsMet switch { true => "yes", false => "no", null => "–" };
            text.Append(CultureInfo.InvariantCulture, $"| {row.What} | {row.Against} | {reading.Measured} | {row.Bar} | {met} |\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"\nRatios of medians from one run, the contestants by turns. {Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.ProcessArchitecture}.\n");
        foreach (var (row, reading) in _rows.Where(row => row.Reading.Effort is not null))
        {
            text.Append(CultureInfo.InvariantCulture, $"- `{row.Name}`: {reading.Effort}.\n");
        }

        return text.ToString();
    }
}
