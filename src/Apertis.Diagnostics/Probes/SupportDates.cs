using System.Globalization;

namespace Apertis.Diagnostics.Probes;

/// <summary>When support ends for what the module runs on. From the vendors' lifecycle pages as of November 2026.</summary>
internal static class SupportDates
{
    private static readonly (string Prefix, DateOnly End)[] PowerShell =
    [
        ("7.4.", new DateOnly(2026, 11, 10)),
        ("7.5.", new DateOnly(2026, 11, 10)),
        ("7.6.", new DateOnly(2028, 11, 14)),
    ];

    private static readonly (string Prefix, DateOnly End)[] DotNet =
    [
        (".NET 8.", new DateOnly(2026, 11, 10)),
        (".NET 9.", new DateOnly(2026, 11, 10)),
        (".NET 10.", new DateOnly(2028, 11, 14)),
    ];

    // Builds that no edition is supported on after the date, as RuntimeInformation.OSDescription has them.
    private static readonly (string Prefix, DateOnly End)[] Windows =
    [
        ("Microsoft Windows 6.", new DateOnly(2023, 10, 10)),
        ("Microsoft Windows 10.0.14393", new DateOnly(2027, 1, 12)),
        ("Microsoft Windows 10.0.17763", new DateOnly(2029, 1, 9)),
        ("Microsoft Windows 10.0.20348", new DateOnly(2031, 10, 14)),
        ("Microsoft Windows 10.0.22000", new DateOnly(2024, 10, 8)),
        ("Microsoft Windows 10.0.22621", new DateOnly(2025, 10, 14)),
        ("Microsoft Windows 10.0.22631", new DateOnly(2026, 11, 10)),
    ];

    /// <summary>What is out of support.</summary>
    /// <param name="versions">The versions, by the names of the evidence.</param>
    /// <param name="root">Folder that stands for the root of the file system.</param>
    /// <param name="today">The day.</param>
    public static IEnumerable<(string Product, DateOnly Ended, string Successor)> Ended(IReadOnlyDictionary<string, string> versions, string root, DateOnly today)
    {
        var shell = versions.GetValueOrDefault("PowerShellVersion") ?? string.Empty;
        if (EndOf(PowerShell, shell) is { } shellEnd && shellEnd < today)
        {
            yield return ($"PowerShell {shell}", shellEnd, "a release of PowerShell that is supported");
        }
        else if (versions.GetValueOrDefault("Runtime") is { } runtime && EndOf(DotNet, runtime) is { } runtimeEnd && runtimeEnd < today)
        {
            yield return (runtime, runtimeEnd, "a PowerShell that brings a later .NET");
        }

        var system = versions.GetValueOrDefault("OperatingSystem") ?? string.Empty;
        if ((EndOf(Windows, system) ?? EndOfLinux(root)) is { } systemEnd && systemEnd < today)
        {
            yield return (system, systemEnd, "a release of this operating system that is supported");
        }
    }

    private static DateOnly? EndOf((string Prefix, DateOnly End)[] table, string version) =>
        Array.Find(table, row => version.StartsWith(row.Prefix, StringComparison.Ordinal)) is { Prefix: not null } found ? found.End : null;

    // Distributions that say so themselves do it in this field of os-release(5).
    private static DateOnly? EndOfLinux(string root)
    {
        const string Field = "SUPPORT_END=";
        return Lines.Of(root, "etc/os-release").FirstOrDefault(line => line.StartsWith(Field, StringComparison.Ordinal)) is { } line
            && DateOnly.TryParseExact(line[Field.Length..].Trim('"'), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var end) ? end : null;
    }
}
