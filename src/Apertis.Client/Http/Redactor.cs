using System.Buffers;
using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Apertis.Client.Http;

/// <summary>
/// Replaces secrets in text that leaves the client: whole or any part of eight characters or more, in any case, plain, JSON-escaped
/// or percent-encoded. Passwords in URIs, and what looks like a key, go whether they are known or not.
/// </summary>
internal sealed partial class Redactor
{
    // Shorter parts of a long secret are indistinguishable from ordinary words; shorter secrets are found only whole.
    private const int ShortestPart = 8;
    private const int ShortestSecret = 3;

    private readonly string[] _secrets;
    private readonly HashSet<int> _partHashes = [];

    // Of the parts that are looked for, the longest first.
    private readonly List<int> _partLengths = [];

    // The first two characters of every part, seven bits each: nearly always they already tell that no secret begins here.
    private readonly BitArray _beginnings = new(1 << 14);

    public Redactor(IEnumerable<string> secrets)
    {
        _secrets = [.. secrets.Select(secret => secret.Trim()).Where(secret => secret.Length >= ShortestSecret).Distinct(StringComparer.OrdinalIgnoreCase)];
        foreach (var secret in _secrets)
        {
            var length = Math.Min(secret.Length, ShortestPart);
            if (!_partLengths.Contains(length))
            {
                _partLengths.Add(length);
            }

            for (var start = 0; start + length <= secret.Length; start++)
            {
                _partHashes.Add(HashOf(secret.AsSpan(start, length)));
                _beginnings[BeginningOf(secret.AsSpan(start))] = true;
            }
        }

        _partLengths.Sort(static (one, other) => other.CompareTo(one));
    }

    public string Redact(string text)
    {
        var known = _secrets.Length == 0 || text.Length < _partLengths[^1] ? text : ReplaceSecrets(text);
        if (known.Contains('@', StringComparison.Ordinal))
        {
            known = UserInfo().Replace(known, "***@");
        }

        return known.Contains("sk-", StringComparison.Ordinal) ? UnknownKey().Replace(known, match => CleanedKey.Mask(match.Value)) : known;
    }

    public string? TryRedact(string? text) => text is null ? null : Redact(text);

    /// <summary>Whether redacting would change the text.</summary>
    public bool FindsSecretIn(string text) => !string.Equals(Redact(text), text, StringComparison.Ordinal);

    private string ReplaceSecrets(string text)
    {
        var plain = Decoded.From(text);
        List<string>? pieces = null;
        var copied = 0;
        for (var index = 0; index < plain.Length;)
        {
            var (length, secret) = MatchAt(plain.Span[index..]);
            if (length == 0)
            {
                index++;
                continue;
            }

            pieces ??= [];
            pieces.Add(text[copied..plain.SourceOf(index)]);
            pieces.Add(secret!.StartsWith("sk-", StringComparison.Ordinal) ? CleanedKey.Mask(secret) : "***");
            index += length;
            copied = plain.SourceOf(index);
        }

        return pieces is null ? text : string.Concat([.. pieces, text[copied..]]);
    }

    // The longest run from here on that some secret holds.
    private (int Length, string? Secret) MatchAt(ReadOnlySpan<char> text)
    {
        var best = (Length: 0, Secret: (string?)null);
        if (text.Length < ShortestSecret || !_beginnings[BeginningOf(text)])
        {
            return best;
        }

        foreach (var length in _partLengths)
        {
            // Parts shorter than eight characters count only when they are a whole secret.
            if (length > text.Length || !_partHashes.Contains(HashOf(text[..length])))
            {
                continue;
            }

            foreach (var secret in _secrets)
            {
                var found = CommonRun(text, secret, length);
                if (found > best.Length && (found == secret.Length || (found >= ShortestPart && !IsWords(secret))))
                {
                    best = (found, secret);
                }
            }
        }

        return best;
    }

    // Of a placeholder such as YOUR_API_KEY nothing is to be hidden in a server's invalid_api_key.
    private static bool IsWords(string secret) => !secret.StartsWith("sk-", StringComparison.Ordinal) && PlaceholderKey.IsWords(secret);

    private static int CommonRun(ReadOnlySpan<char> text, string secret, int shortest)
    {
        var best = 0;
        for (var start = 0; start + shortest <= secret.Length; start++)
        {
            var length = 0;
            while (start + length < secret.Length && length < text.Length && char.ToUpperInvariant(secret[start + length]) == char.ToUpperInvariant(text[length]))
            {
                length++;
            }

            best = Math.Max(best, length);
        }

        return best >= shortest ? best : 0;
    }

    private static int BeginningOf(ReadOnlySpan<char> text) => ((char.ToUpperInvariant(text[0]) & 0x7F) << 7) | (char.ToUpperInvariant(text[1]) & 0x7F);

    private static int HashOf(ReadOnlySpan<char> text) => string.GetHashCode(text, StringComparison.OrdinalIgnoreCase);

    // Whatever looks like a key is one, whether it is in use here or not.
    [GeneratedRegex(@"\bsk-[A-Za-z0-9_-]{20,}", RegexOptions.CultureInvariant)]
    private static partial Regex UnknownKey();

    [GeneratedRegex(@"(?<=[a-z][a-z0-9+.\-]*:(?://|\\/\\/))[^/\\?#\s""'<>]+@", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex UserInfo();

    /// <summary>A text with its escapes resolved, and for each character the place in the original.</summary>
    private readonly struct Decoded
    {
        // Of a character of the first plane in UTF-8.
        private const int MostBytes = 3;

        private readonly ReadOnlyMemory<char> _characters;
        private readonly int[]? _sources;

        private Decoded(ReadOnlyMemory<char> characters, int[]? sources, int length)
        {
            _characters = characters;
            _sources = sources;
            Length = length;
        }

        public int Length { get; }

        public ReadOnlySpan<char> Span => _characters.Span[..Length];

        public static Decoded From(string text)
        {
            if (!text.AsSpan().ContainsAny('\\', '%'))
            {
                return new Decoded(text.AsMemory(), null, text.Length);
            }

            var characters = new char[text.Length];
            var sources = new int[text.Length + 1];
            var length = 0;
            for (var index = 0; index < text.Length;)
            {
                var (character, width) = Next(text.AsSpan(index));
                characters[length] = character;
                sources[length++] = index;
                index += width;
            }

            sources[length] = text.Length;
            return new Decoded(characters, sources, length);
        }

        public int SourceOf(int index) => _sources is null ? index : _sources[index];

        private static (char Character, int Width) Next(ReadOnlySpan<char> text) =>
            text[0] switch
            {
                '\\' when text.Length >= 6 && text[1] is 'u' && Hex(text.Slice(2, 4)) is { } code => ((char)code, 6),
                '\\' when text.Length >= 2 && text[1] is '/' or '\\' or '"' => (text[1], 2),
                '%' when text.Length >= 3 && Hex(text.Slice(1, 2)) is not null => Percent(text),
                _ => (text[0], 1),
            };

        // Percent signs encode the bytes of UTF-8: several make one character, unless they are no UTF-8 at all.
        private static (char Character, int Width) Percent(ReadOnlySpan<char> text)
        {
            const int Encoded = 3;
            Span<byte> bytes = stackalloc byte[MostBytes];
            var count = 0;
            while (count < MostBytes && text.Length >= Encoded * (count + 1) && text[Encoded * count] == '%' && Hex(text.Slice((Encoded * count) + 1, 2)) is { } value)
            {
                bytes[count++] = (byte)value;
            }

            return Rune.DecodeFromUtf8(bytes[..count], out var rune, out var used) == OperationStatus.Done && rune.IsBmp
                ? ((char)rune.Value, Encoded * used)
                : ((char)bytes[0], Encoded);
        }

        private static int? Hex(ReadOnlySpan<char> digits) =>
            int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) ? value : null;
    }
}
