namespace Apertis;

/// <summary>What to say about the findings of a key.</summary>
internal static class KeyFindings
{
    // A text pasted by mistake has as many findings as characters.
    private const int MostOfAKind = 3;

    /// <summary>Every finding, what is unusual about the key first.</summary>
    public static IReadOnlyList<KeyFinding> All(CleanedKey key) => key.Doubts.Concat(key.Findings).ToArray();

    /// <summary>The steps for a key that was refused or can't be sent, as one line; null when nothing is odd about it.</summary>
    public static string? Advice(CleanedKey key)
    {
        // Whatever else is odd about a placeholder is not worth mending.
        var placeholder = key.Doubts.FirstOrDefault(doubt => doubt.Kind == KeyFindingKind.Placeholder);
        return placeholder?.RecommendedAction ?? Line(Steps(All(key).OrderByDescending(finding => finding.Severity)));
    }

    /// <summary>The steps for a key that works: what the server took as it is needs none.</summary>
    public static IReadOnlyList<string> Mending(CleanedKey key) => Steps(key.Findings).ToArray();

    private static IEnumerable<string> Steps(IEnumerable<KeyFinding> findings) =>
        findings.GroupBy(finding => finding.Kind).SelectMany(kind => kind.Take(MostOfAKind)).Select(finding => finding.RecommendedAction);

    private static string? Line(IEnumerable<string> steps) => string.Join(' ', steps) is { Length: > 0 } line ? line : null;
}
