using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Apertis.Diagnostics.Reports;

/// <summary>Replaces what a server quotes of a conversation: a whole text, or a part of it that is too long to be there by chance.</summary>
internal sealed class PromptEraser
{
    public const string Placeholder = "<prompt>";

    // Characters of a part; shorter ones are ordinary phrases.
    private const int ShortestPart = 24;

    // Shorter texts hold nothing, and stand everywhere.
    private const int ShortestText = 3;

    private readonly HashSet<int> _parts = [];
    private readonly Regex? _short;

    /// <param name="texts">What was said.</param>
    public PromptEraser(IEnumerable<string> texts)
    {
        var forms = texts.SelectMany(Forms).Where(form => form.Length >= ShortestText).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        foreach (var form in forms)
        {
            for (var start = 0; start + ShortestPart <= form.Length; start++)
            {
                _parts.Add(HashOf(form.AsSpan(start, ShortestPart)));
            }
        }

        var whole = forms.Where(form => form.Length < ShortestPart).OrderByDescending(form => form.Length).Select(Regex.Escape).ToList();
        if (whole.Count > 0)
        {
            _short = new Regex($@"(?<!\w)(?:{string.Join('|', whole)})(?!\w)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
        }
    }

    /// <summary>The text without them.</summary>
    public string Erase(string text)
    {
        var erased = _parts.Count == 0 ? text : EraseParts(text);
        return _short?.Replace(erased, Placeholder) ?? erased;
    }

    private string EraseParts(string text)
    {
        var kept = new StringBuilder();
        var copied = 0;
        for (var start = 0; start + ShortestPart <= text.Length; start++)
        {
            if (!IsPart(text, start))
            {
                continue;
            }

            kept.Append(text, copied, start - copied).Append(Placeholder);
            while (IsPart(text, start + 1))
            {
                start++;
            }

            copied = start + ShortestPart;
            start = copied - 1;
        }

        return copied == 0 ? text : kept.Append(text, copied, text.Length - copied).ToString();
    }

    private bool IsPart(string text, int start) => start + ShortestPart <= text.Length && _parts.Contains(HashOf(text.AsSpan(start, ShortestPart)));

    private static int HashOf(ReadOnlySpan<char> text) => string.GetHashCode(text, StringComparison.OrdinalIgnoreCase);

    // As it is, in one line as messages have it, and as it stands in JSON and in a web page.
    private static IEnumerable<string> Forms(string text)
    {
        var trimmed = text.Trim();
        yield return trimmed;
        yield return ServerText.Clean(trimmed, trimmed.Length) ?? string.Empty;
        yield return JsonEncodedText.Encode(trimmed).ToString();
        yield return JsonEncodedText.Encode(trimmed, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString();
        yield return WebUtility.HtmlEncode(trimmed);
    }
}
