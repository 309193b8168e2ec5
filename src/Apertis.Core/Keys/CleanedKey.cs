using System.Globalization;
using System.Text.RegularExpressions;

namespace Apertis;

/// <summary>A key without what clings to it when it is copied, and a finding for each thing that was removed.</summary>
internal sealed partial class CleanedKey
{
    private const int ShownAtStart = 5;
    private const int ShownAtEnd = 4;
    private const int ShortestShown = 20;

    // Of a setting, with what a shell writes in front of it.
    private const int LongestName = 80;

    private const string Bearer = "Bearer";
    private const char FirstOfHeader = '!';
    private const char LastOfHeader = '~';

    // Pairs that editors, shells and web pages put around a pasted key.
    private static readonly (char Open, char Close)[] QuotePairs =
    [
        ('"', '"'), ('\'', '\''), ('`', '`'), ('<', '>'),
        ('\u201C', '\u201D'), ('\u201D', '\u201D'), ('\u201E', '\u201C'), ('\u201E', '\u201D'),
        ('\u2018', '\u2019'), ('\u2019', '\u2019'), ('\u201A', '\u2018'), ('\u201A', '\u2019'),
        ('\u00AB', '\u00BB'), ('\u00BB', '\u00AB'), ('\u2039', '\u203A'), ('\u203A', '\u2039'),
    ];

    // Null for a key that was left as it is.
    private readonly IReadOnlyList<(char Character, int Position)>? _kept;
    private IReadOnlyList<KeyFinding>? _doubts;

    private CleanedKey(string untouched)
    {
        Value = untouched;
        Findings = [];
    }

    private CleanedKey(IReadOnlyList<(char Character, int Position)> kept, IReadOnlyList<KeyFinding> findings)
    {
        _kept = kept;
        Value = new string([.. kept.Select(item => item.Character)]);
        Findings = findings;
    }

    public string Value { get; }

    /// <summary>What was mended, and what keeps the key from being sent.</summary>
    public IReadOnlyList<KeyFinding> Findings { get; }

    /// <summary>What is unusual about the key that is left. Looked for on first need: most keys just work.</summary>
    public IReadOnlyList<KeyFinding> Doubts => _doubts ??= KeyDoubts.Of(_kept ?? [.. Value.Select((character, index) => (character, index + 1))]);

    /// <summary>False when nothing is left, or when something is left that an HTTP header can't carry.</summary>
    public bool IsWellFormed => Value.Length > 0 && !Value.AsSpan().ContainsAnyExceptInRange(FirstOfHeader, LastOfHeader);

    public KeyKind Kind => KeyPrefix.KindOf(Value);

    public string Masked => Mask(Value);

    public static CleanedKey From(string raw)
    {
        // Nearly every key is one word of letters and digits, to which nothing clings.
        if (IsWord(raw) && !raw.Equals(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return new CleanedKey(raw);
        }

        var findings = new List<KeyFinding>();
        var kept = RemoveInvisible(raw, findings);
        kept = Trim(kept, findings);

        // A header line pasted whole ("Authorization: Bearer sk-…") may be quoted, and the key in it quoted again.
        for (var length = -1; length != kept.Count;)
        {
            length = kept.Count;
            kept = RemovePunctuation(kept, findings);
            kept = RemovePrefix(kept, "Authorization:", findings);
            kept = RemovePrefix(kept, Bearer, findings);
            kept = RemoveName(kept, findings);
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
            var name = CharacterText.Name(character);
            var codePoint = CharacterText.CodePoint(isPair ? char.ConvertToUtf32(character, kept[++index].Character) : character);
            findings.Add(new KeyFinding
            {
                Kind = KeyFindingKind.InvalidCharacter,
                Severity = KeyFindingSeverity.Error,
                Position = position,
                CodePoint = codePoint,
                Message = $"The {name} {codePoint} at position {position} of the key can't be sent in a header.",
                RecommendedAction = $"Remove the {name} {codePoint} at position {position} of the key, or copy the key again from the dashboard.",
            });
        }

        return new CleanedKey(kept, findings);
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

            var codePoint = CharacterText.CodePoint(character);
            findings.Add(Mended(
                KeyFindingKind.InvisibleCharacter,
                index + 1,
                $"The key had an invisible character ({codePoint}) at position {index + 1}; it was left out.",
                $"Remove the invisible character ({codePoint}) at position {index + 1} of the key where it is stored.",
                codePoint));
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
            var codePoint = CharacterText.CodePoint(where.Character);
            findings.Add(Mended(
                KeyFindingKind.Whitespace,
                where.Position,
                $"The key had white space ({codePoint}) around it, at position {where.Position}; it was trimmed.",
                $"Remove the white space at position {where.Position} of the key where it is stored.",
                codePoint));
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

        findings.Add(Mended(
            KeyFindingKind.BearerPrefix,
            text[0].Position,
            $"The key began with the word '{prefix}', which belongs to the header; it was left out.",
            $"Store the key alone, without '{prefix}': the module adds 'Authorization: Bearer' itself."));
        return [.. text.Skip(prefix.Length).SkipWhile(item => char.IsWhiteSpace(item.Character))];
    }

    // A line of a script, an environment file or JSON pasted whole: APERTIS_API_KEY=…, $env:APERTIS_API_KEY = …, "apiKey": …, x-api-key: ….
    private static List<(char Character, int Position)> RemoveName(List<(char Character, int Position)> text, List<KeyFinding> findings)
    {
        var name = Name().Match(new string([.. text.Take(LongestName).Select(item => item.Character)]));
        if (!name.Success)
        {
            return text;
        }

        findings.Add(Mended(
            KeyFindingKind.NamePrefix,
            text[0].Position,
            $"The key stood behind the name of a setting and '{name.Groups[1].Value}'; they were left out.",
            "Store the key alone, without the name of the setting in front of it."));
        return text.GetRange(name.Length, text.Count - name.Length);
    }

    private static List<(char Character, int Position)> RemovePunctuation(List<(char Character, int Position)> text, List<KeyFinding> findings)
    {
        // Two periods and more are an ellipsis.
        var isOver = text.Count > 0 && (text[^1].Character is ',' or ';' || (text[^1].Character == '.' && (text.Count < 2 || text[^2].Character != '.')));
        if (!isOver)
        {
            return text;
        }

        var (character, position) = text[^1];
        var codePoint = CharacterText.CodePoint(character);
        findings.Add(Mended(
            KeyFindingKind.TrailingPunctuation,
            position,
            $"The key ended with '{character}' ({codePoint}) at position {position}; it was left out.",
            $"Remove the '{character}' at position {position}, behind the key, where it is stored.",
            codePoint));
        return Trim(text.GetRange(0, text.Count - 1), findings);
    }

    private static List<(char Character, int Position)> RemoveQuotes(List<(char Character, int Position)> text, List<KeyFinding> findings)
    {
        if (text.Count == 0)
        {
            return text;
        }

        if (text.Count > 1 && QuotePairs.Contains((text[0].Character, text[^1].Character)))
        {
            var pair = CharacterText.CodePoint(text[0].Character);
            var name = text[0].Character == '<' ? "brackets" : "quotes";
            findings.Add(Mended(KeyFindingKind.Quotes, text[0].Position, $"The key was stored with {name} ({pair}) around it; they were left out.", $"Remove the {name} around the key where it is stored.", pair));
            return Trim(text.GetRange(1, text.Count - 2), findings);
        }

        // One that was copied without its fellow.
        var isFirst = QuotePairs.Any(pair => pair.Open == text[0].Character);
        var isLast = !isFirst && QuotePairs.Any(pair => pair.Close == text[^1].Character);
        if (!isFirst && !isLast)
        {
            return text;
        }

        var (character, position) = isFirst ? text[0] : text[^1];
        var codePoint = CharacterText.CodePoint(character);
        var mark = character is '<' or '>' ? "bracket" : "quote";
        findings.Add(Mended(KeyFindingKind.Quotes, position, $"The key was stored with a {mark} ({codePoint}) at position {position}; it was left out.", $"Remove the {mark} at position {position} of the key where it is stored.", codePoint));
        return Trim(text.GetRange(isFirst ? 1 : 0, text.Count - 1), findings);
    }

    private static KeyFinding Mended(string kind, int position, string message, string action, string? codePoint = null) =>
        new() { Kind = kind, Severity = KeyFindingSeverity.Mended, Position = position, CodePoint = codePoint, Message = message, RecommendedAction = action };

    // Format characters (zero width, direction marks, tags, byte-order mark) and control characters other than white space;
    // U+2800, the Hangul fillers and the variation selectors are drawn as nothing although their category says otherwise.
    private static bool IsInvisible(int character) =>
        CharUnicodeInfo.GetUnicodeCategory(character) == UnicodeCategory.Format
        || (character <= char.MaxValue && char.IsControl((char)character) && !char.IsWhiteSpace((char)character))
        || character is 0x2800 or 0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0x034F or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF);

    private static bool IsHeaderCharacter(char character) => character is >= FirstOfHeader and <= LastOfHeader;

    private static bool IsWord(string text)
    {
        foreach (var character in text)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('-' or '_'))
            {
                return false;
            }
        }

        return text.Length > 0;
    }

    [GeneratedRegex(@"^[\w\s$:.'""\-]*?(?:key|token)['""]?\s*([:=])\s*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
