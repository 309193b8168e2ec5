using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Apertis;

/// <summary>Text from a server, made fit to be shown: one line, no control characters, no more than <see cref="MaximumLength"/> characters.</summary>
internal static partial class ServerText
{
    public const int MaximumLength = 500;

    public static string? Clean(string? text, int maximumLength = MaximumLength)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        // What servers send is nearly always fit to be shown already.
        if (text.Length <= maximumLength && IsClean(text))
        {
            return text;
        }

        Span<char> units = stackalloc char[2];
        var builder = new StringBuilder(Math.Min(text.Length, maximumLength + 1));
        var pendingSpace = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsControl(rune) || Rune.IsWhiteSpace(rune) || Rune.GetUnicodeCategory(rune) == System.Globalization.UnicodeCategory.Format)
            {
                pendingSpace = builder.Length > 0;
                continue;
            }

            if (builder.Length + (pendingSpace ? 1 : 0) + rune.Utf16SequenceLength > maximumLength)
            {
                return builder.Append('…').ToString();
            }

            if (pendingSpace)
            {
                builder.Append(' ');
                pendingSpace = false;
            }

            builder.Append(units[..rune.EncodeToUtf16(units)]);
        }

        return builder.Length == 0 ? null : builder.ToString();
    }

    // Printable ASCII, and no space but single ones between words.
    private static bool IsClean(string text)
    {
        var previous = ' ';
        foreach (var character in text)
        {
            if (character is < ' ' or > '~' || (character == ' ' && previous == ' '))
            {
                return false;
            }

            previous = character;
        }

        return previous != ' ';
    }

    /// <summary>What a body that is not the API's JSON is, in a few words.</summary>
    public static string Describe(ReadOnlySpan<byte> body)
    {
        if (body.Trim(" \t\r\n"u8).IsEmpty)
        {
            return "the answer is empty";
        }

        const int Looked = 4096;
        var text = Encoding.UTF8.GetString(body[..Math.Min(body.Length, Looked)]);
        if (text.TrimStart('\uFEFF', ' ', '\t', '\r', '\n').StartsWith('<'))
        {
            var title = Clean(WebUtility.HtmlDecode(Title().Match(text).Groups[1].Value), 100);
            return title is null ? "the answer is a web page" : $"the answer is a web page titled '{title}'";
        }

        return $"the answer is '{Clean(text, 120)}'";
    }

    /// <summary>What a server says that was spoken to in plain http at a port of https (nginx, Apache, Go); null where it says something else.</summary>
    public static string? WantsTls(ReadOnlySpan<byte> body)
    {
        const int Looked = 4096;
        return PlainHttp().Match(Encoding.UTF8.GetString(body[..Math.Min(body.Length, Looked)])) is { Success: true, Value: var said } ? said : null;
    }

    [GeneratedRegex("plain HTTP request was sent to HTTPS port|speaking plain HTTP to an SSL-enabled server port|sent an HTTP request to an HTTPS server", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PlainHttp();

    [GeneratedRegex("<title[^>]*>(.*?)</title>", RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Title();
}
