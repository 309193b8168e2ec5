using System.Text.RegularExpressions;

namespace Apertis;

/// <summary>Tells what examples and templates show in the place of a key from a key.</summary>
internal static partial class PlaceholderKey
{
    private const int ShortestRun = 3;

    // What people type when they make up a key: keyboard and alphabet, from the beginning.
    private static readonly string[] Sequences = ["1234567890", "0123456789", "abcdefghijklmnopqrstuvwxyz", "abc123", "qwertyuiop"];

    // So many characters of a sequence are no accident in a random key.
    private const int CertainRun = 6;

    /// <summary>Whether the part after the prefix is only words such as <c>your-api-key</c>, or a template's variable.</summary>
    public static bool IsWords(string body) => Words().IsMatch(body);

    /// <summary>Whether it is a key shown in short: with an ellipsis, asterisks or bullets in it.</summary>
    public static bool IsAbbreviated(string key) => Ellipsis().IsMatch(key);

    /// <summary>Whether the part after the prefix is one character over and over, a row of x, or a sequence such as <c>1234567890</c>.</summary>
    public static bool IsMadeUp(string body) =>
        (body.Length >= ShortestRun && body.All(character => char.ToUpperInvariant(character) == char.ToUpperInvariant(body[0])))
        || Crosses().IsMatch(body)
        || Sequences.Any(sequence => IsBeginning(body, sequence));

    private static bool IsBeginning(string body, string sequence) =>
        body.Length < CertainRun
            ? body.Length >= ShortestRun && sequence.StartsWith(body, StringComparison.OrdinalIgnoreCase)
            : body.StartsWith(sequence[..CertainRun], StringComparison.OrdinalIgnoreCase);

    // Atomic, so that a long text is read but once; of words that begin alike the longer goes first.
    [GeneratedRegex(
        @"^[\s\-_.:$%(){}<>\[\]]*(?>(?:(?:subscription|placeholder|undefined|apertis|example|private|replace|secrets|actual|change|insert|openai|sample|secret|string|dummy|empty|enter|paste|token|valid|value|demo|fake|goes|here|into|keys|mock|none|null|real|test|text|that|this|todo|with|your|add|api|env|key|new|nil|own|put|set|sub|tbd|the|use|an|as|in|is|me|my|sk|a|x{3,})[\s\-_.:$%(){}<>\[\]]*)+)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Words();

    [GeneratedRegex(@"\u2026|\.{2,}|[*\u2022\u00B7\u25CF]{2,}", RegexOptions.CultureInvariant)]
    private static partial Regex Ellipsis();

    [GeneratedRegex("x{6,}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Crosses();
}
