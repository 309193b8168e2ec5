using System.Text;
using System.Text.Unicode;

namespace Apertis;

/// <summary>
/// Makes JSON from elsewhere readable: no byte-order mark, no bytes that are not UTF-8, and no half of a surrogate pair, which models that
/// are cut off in the middle of an emoji send. On either of them the parser would give up a whole text or object.
/// </summary>
internal static class JsonText
{
    private const int EscapeLength = 6;

    /// <summary>The same JSON, readable. Copied only where something had to be changed.</summary>
    public static ReadOnlyMemory<byte> Readable(ReadOnlyMemory<byte> json)
    {
        var text = json.Span.StartsWith(Encoding.UTF8.Preamble) ? json[Encoding.UTF8.Preamble.Length..] : json;
        if (!Utf8.IsValid(text.Span))
        {
            text = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text.Span));
        }

        byte[]? copy = null;
        for (var index = NextEscape(text.Span, 0); index >= 0; index = NextEscape(text.Span, index))
        {
            var escape = text.Span[index..];
            if (!IsSurrogate(escape, out var isHigh))
            {
                // Whatever is escaped, a backslash above all, is part of the escape.
                index += Math.Min(2, escape.Length);
            }
            else if (isHigh && escape.Length > EscapeLength && IsSurrogate(escape[EscapeLength..], out var isNextHigh) && !isNextHigh)
            {
                index += 2 * EscapeLength;
            }
            else
            {
                copy ??= text.ToArray();
                "\\ufffd"u8.CopyTo(copy.AsSpan(index));
                index += EscapeLength;
            }
        }

        return copy ?? text;
    }

    private static int NextEscape(ReadOnlySpan<byte> text, int from) =>
        from < text.Length && text[from..].IndexOf((byte)'\\') is >= 0 and var found ? from + found : -1;

    // \uD800 to \uDBFF open a pair, \uDC00 to \uDFFF close it.
    private static bool IsSurrogate(ReadOnlySpan<byte> escape, out bool isHigh)
    {
        isHigh = false;
        if (escape.Length < EscapeLength || escape[0] != '\\' || escape[1] != 'u' || (escape[2] | 0x20) != 'd')
        {
            return false;
        }

        var digit = char.ToLowerInvariant((char)escape[3]);
        isHigh = digit is '8' or '9' or 'a' or 'b';
        return isHigh || digit is >= 'c' and <= 'f';
    }
}
