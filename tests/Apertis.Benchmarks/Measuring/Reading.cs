using System.Globalization;

namespace Apertis.Benchmarks.Measuring;

/// <summary>What a row of the table came to.</summary>
/// <param name="Measured">The figures, as they are shown.</param>
/// <param name="IsMet">Whether they meet the bar; null when nothing was measured.</param>
/// <param name="Effort">How much was measured; null when nothing was.</param>
internal sealed record Reading(string Measured, bool? IsMet, string? Effort)
{
    /// <summary>A row that was not measured.</summary>
    public static Reading NotRun(string reason) => new($"not run: {reason}", null, null);

    /// <summary>A ratio, as it is shown.</summary>
    public static string Times(double ratio) => string.Create(CultureInfo.InvariantCulture, $"{ratio:0.00}×");
}
