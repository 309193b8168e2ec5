using System.Globalization;

namespace Apertis;

/// <summary>A key without what clings to it when it is copied, and a finding for each thing that was removed.</summary>
internal sealed class CleanedKey
{
    private const int ShownAtStart = 5;
    private const int ShownAtEnd = 4;
    private const int ShortestShown = 20;

    // Pairs that editors, shells and web pages put around a pasted key.
    private static readonly (char Open, char Close)[] QuotePairs =
    [
        ('"', '"'), ('\'', '\''), ('`', '`'), ('<', '>'),
        ('\u201C', '\u201D'), ('\u201D', '\u201D'), ('\u201E', '\u201C'), ('\u201E', '\u201D'),
        ('\u2018', '\u2019'), ('\u2019', '\u2019'), ('\u201A', '\u2018'), ('\u201A', '\u2019'),
        ('\u00AB', '\u00BB'), ('\u00BB', '\u00AB'), ('\u2039', '\u203A'), ('\u203A', '\u2039'),
    ];

    private CleanedKey(string value, IReadOnlyList<KeyFinding> findings)
    {
        Value = value;
        Findings = findings;
    }

    public string Value { get; }

    public IReadOnlyList<KeyFinding> Findings { get; }

    /// <summary>False when nothing is left, or when something is left that an HTTP header can't carry.</summary>
    public bool IsWellFormed => Value.Length > 0 && Value.All(IsHeaderCharacter);

    public KeyKind Kind =>
        Value.StartsWith("sk-sub-", StringComparison.Ordinal) || Value.StartsWith("sk-sub_", StringComparison.Ordinal) ? KeyKind.Subscription
        : Value.StartsWith("sk-", StringComparison.Ordinal) ? KeyKind.Standard
        : KeyKind.Unknown;

    public string Masked => Mask(Value);

    public static CleanedKey From(string raw)
    {
        var findings = new List<KeyFinding>();
        var kept = RemoveInvisible(raw, findings);
        kept = Trim(kept, findings);

        // A header line pasted whole ("Authorization: Bearer sk-…") may be quoted, and the key in it quoted again.
        for (var length = -1; length != kept.Count;)
        {
            length = kept.Count;
            kept = RemovePrefix(kept, "Authorization:", findings);
            kept = RemovePrefix(kept, "Bearer", findings);
            kept = RemoveQuotes(kept, findings);
        }

        for (var index = 0; index < kept.Count; index++)
        {
            var (character, position) = kept[index];
            if (IsHeaderCharacter(character))
            {
                continue;
            }

            var isPair = index + 1 < kept.Count && char.IsSurrogatePair(character, kept[index + 1].Character);
            var codePoint = isPair ? CodePointOf(char.ConvertToUtf32(character, kept[++index].Character)) : CodePointOf(character);
            findings.Add(new KeyFinding
            {
                Kind = "InvalidCharacter",
                Position = position,
                CodePoint = codePoint,
                Message = $"The character {codePoint} at position {position} of the key can't be sent in a header.",
                RecommendedAction = $"Remove the character {codePoint} at position {position} of the key, or copy the key again from the dashboard.",
            });
        }

        return new CleanedKey(new string([.. kept.Select(item => item.Character)]), findings);
    }

    public static string Mask(string key) =>
        key.Length >= ShortestShown ? $"{key[..ShownAtStart]}…{key[^ShownAtEnd..]}"
        : key.StartsWith("sk-", StringComparison.Ordinal) ? "sk-…"
        : "…";

    private static List<(char Character, int Position)> RemoveInvisible(string raw, List<KeyFinding> findings)
    {
        var kept = new List<(char, int)>(raw.Length);
        for (var index = 0; index < raw.Length; index++)
        {
            var isPair = index + 1 < raw.Length && char.IsSurrogatePair(raw[index], raw[index + 1]);
            var character = isPair ? char.ConvertToUtf32(raw[index], raw[index + 1]) : raw[index];
            if (!IsInvisible(character))
            {
                kept.Add((raw[index], index + 1));
                continue;
            }

            var codePoint = CodePointOf(character);
            findings.Add(new KeyFinding
            {
                Kind = "InvisibleCharacter",
                Position = index + 1,
                CodePoint = codePoint,
                Message = $"The key had an invisible character ({codePoint}) at position {index + 1}; it was left out.",
                RecommendedAction = $"Remove the invisible character ({codePoint}) at position {index + 1} of the key where it is stored.",
            });
            index += isPair ? 1 : 0;
        }

        return kept;
    }

    private static List<(char Character, int Position)> Trim(List<(char Character, int Position)> text, List<KeyFinding> findings)
    {
        var start = text.FindIndex(item => !char.IsWhiteSpace(item.Character));
        var end = text.FindLastIndex(item => !char.IsWhiteSpace(item.Character));
        var trimmed = start < 0 ? [] : text.GetRange(start, end - start + 1);
        if (trimmed.Count < text.Count)
        {
            var where = start > 0 ? text[0] : text[^1];
            findings.Add(new KeyFinding
            {
                Kind = "Whitespace",
                Position = where.Position,
                CodePoint = CodePointOf(where.Character),
                Message = $"The key had white space ({CodePointOf(where.Character)}) around it, at position {where.Position}; it was trimmed.",
                RecommendedAction = $"Remove the white space at position {where.Position} of the key where it is stored.",
            });
        }

        return trimmed;
    }

    private static List<(char Character, int Position)> RemovePrefix(List<(char Character, int Position)> text, string prefix, List<KeyFinding> findings)
    {
        var startsWithPrefix = text.Count >= prefix.Length
            && prefix.Select((character, index) => char.ToUpperInvariant(text[index].Character) == char.ToUpperInvariant(character)).All(same => same);
        var isWord = text.Count == prefix.Length || prefix.EndsWith(':') || (startsWithPrefix && char.IsWhiteSpace(text[prefix.Length].Character));
        if (!startsWithPrefix || !isWord)
        {
            return text;
        }

        findings.Add(new KeyFinding
        {
            Kind = "BearerPrefix",
            Position = text[0].Position,
            Message = $"The key began with the word '{prefix}', which belongs to the header; it was left out.",
            RecommendedAction = $"Store the key alone, without '{prefix}': the module adds 'Authorization: Bearer' itself.",
        });
        return [.. text.Skip(prefix.Length).SkipWhile(item => char.IsWhiteSpace(item.Character))];
    }

    private static List<(char Character, int Position)> RemoveQuotes(List<(char Character, int Position)> text, List<KeyFinding> findings)
    {
        if (text.Count < 2 || !QuotePairs.Contains((text[0].Character, text[^1].Character)))
        {
            return text;
        }

        findings.Add(new KeyFinding
        {
            Kind = "Quotes",
            Position = text[0].Position,
            CodePoint = CodePointOf(text[0].Character),
            Message = $"The key was stored with quotes ({CodePointOf(text[0].Character)}) around it; they were left out.",
            RecommendedAction = "Remove the quotes around the key where it is stored.",
        });
        return Trim(text.GetRange(1, text.Count - 2), findings);
    }

    // Format characters (zero width, direction marks, tags, byte-order mark) and control characters other than white space;
    // U+2800, the Hangul fillers and the variation selectors are drawn as nothing although their category says otherwise.
    private static bool IsInvisible(int character) =>
        CharUnicodeInfo.GetUnicodeCategory(character) == UnicodeCategory.Format
        || (character <= char.MaxValue && char.IsControl((char)character) && !char.IsWhiteSpace((char)character))
        || character is 0x2800 or 0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0x034F or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF);

    private static bool IsHeaderCharacter(char character) => character is > ' ' and < '\u007F';

    private static string CodePointOf(int character) => $"U+{character.ToString("X4", CultureInfo.InvariantCulture)}";
}
