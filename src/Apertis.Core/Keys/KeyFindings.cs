namespace Apertis;

/// <summary>What to say about the findings of a key.</summary>
internal static class KeyFindings
{
    /// <summary>Every finding's step, as one line; null when there are none.</summary>
    public static string? Advice(IReadOnlyList<KeyFinding> findings) =>
        findings.Count == 0 ? null : string.Join(" ", findings.Select(finding => finding.RecommendedAction));
}
