using System.Globalization;
using System.Text;
using Apertis.Faults.Places;
using Apertis.Shell;

namespace Apertis.Faults.Matrix;

/// <summary>What the tools and the module said of each fault, side by side, in a file beside the tests.</summary>
internal static class FaultReport
{
    private static readonly SortedDictionary<string, string> Sections = new(StringComparer.Ordinal);

    /// <summary>The file.</summary>
    public static string FilePath { get; } = Path.Combine(AppContext.BaseDirectory, "fault-matrix.md");

    /// <summary>Adds a fault, or replaces what was said of it.</summary>
    public static void Add(FaultAttribute fault, string tool, ToolOutput? said, IReadOnlyList<Finding> findings)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"## {fault.Layer}: {fault.Title}\n\nExpected: {fault.Problem}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"```\n$ {tool}\n{(said is null ? $"{fault.Tool} is not installed" : (said.Output + said.Errors).Trim())}\n```\n\n```\n");
        foreach (var finding in findings)
        {
            text.Append(CultureInfo.InvariantCulture, $"{finding.Status,-7} {finding.Name,-13} {finding.Seconds:0.00} s [{finding.Problem}] {finding.Target}: {finding.Message}\n");
            foreach (var (name, value) in finding.Evidence)
            {
                text.Append(CultureInfo.InvariantCulture, $"            {name}: {value}\n");
            }

            if (finding.RecommendedAction is { } action)
            {
                text.Append(CultureInfo.InvariantCulture, $"          > {action.ReplaceLineEndings("\n          > ")}\n");
            }
        }

        text.Append("```\n\n");
        lock (Sections)
        {
            Sections[$"{Layers.Rank(fault.Layer):00} {fault.Title}"] = text.ToString();
            File.WriteAllText(FilePath, "# What the tools and the module say of each fault\n\n" + string.Concat(Sections.Values));
        }
    }
}
