using System.Collections.Frozen;

namespace Apertis.Diagnostics.Probes;

/// <summary>The certificate authorities that everybody's systems trust, by the SHA-256 of their roots. <c>tools/PublicRoots.ps1</c> makes the list.</summary>
internal static class PublicRoots
{
    private const string AsOfField = "# As of: ";

    private static readonly Lazy<(string AsOf, FrozenSet<string> Fingerprints)> List = new(Read);

    /// <summary>The day of the list.</summary>
    public static string AsOf => List.Value.AsOf;

    /// <summary>How many there are.</summary>
    public static int Count => List.Value.Fingerprints.Count;

    public static bool Contains(CertificateReport report) => report.Evidence.TryGetValue(Fact.RootFingerprint, out var fingerprint) && Contains(fingerprint);

    /// <param name="fingerprint">SHA-256, 64 hexadecimal digits.</param>
    public static bool Contains(string fingerprint) => List.Value.Fingerprints.Contains(fingerprint);

    private static (string AsOf, FrozenSet<string> Fingerprints) Read()
    {
        using var reader = new StreamReader(typeof(PublicRoots).Assembly.GetManifestResourceStream("PublicRoots.txt")!);
        var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var asOf = Array.Find(lines, line => line.StartsWith(AsOfField, StringComparison.Ordinal))![AsOfField.Length..];
        return (asOf, lines.Where(line => line[0] != '#').Select(line => line.Split(' ')[0]).ToFrozenSet(StringComparer.OrdinalIgnoreCase));
    }
}
