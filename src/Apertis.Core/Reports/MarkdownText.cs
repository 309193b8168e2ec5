using System.Text.RegularExpressions;

namespace Apertis;

/// <summary>Makes any text a part of a Markdown document that can't break out of its place.</summary>
internal static partial class MarkdownText
{
    private const int ShortestFence = 3;

    /// <summary>Text among other text: one line, and nothing in it is markup.</summary>
    public static string Prose(string text) => Markup().Replace(OneLine(text), @"\$0");

    /// <summary>A name or value as it is, in one line.</summary>
    public static string Code(string text)
    {
        var line = OneLine(text);
        if (!line.Contains('`', StringComparison.Ordinal))
        {
            return $"`{line}`";
        }

        // Longer than any run of backticks inside; the blanks keep one at either end apart, and are not shown.
        var ticks = new string('`', LongestRun(line) + 1);
        return $"{ticks} {line} {ticks}";
    }

    /// <summary>Text in a cell of a table.</summary>
    public static string Cell(string text) => Prose(text).Replace("|", @"\|", StringComparison.Ordinal);

    /// <summary>Lines as they are.</summary>
    public static string Fence(string text, string language)
    {
        var lines = Lines(text).TrimEnd('\n');
        var ticks = new string('`', Math.Max(ShortestFence, LongestRun(lines) + 1));
        return $"{ticks}{language}\n{lines}\n{ticks}";
    }

    private static int LongestRun(string text) => Backticks().Matches(text).Select(run => run.Length).DefaultIfEmpty().Max();

    private static string Lines(string text) => LineEnd().Replace(text, "\n");

    private static string OneLine(string text) => string.Join(' ', Lines(text).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    // An underscore within a word is none in any dialect, and ids are full of them.
    [GeneratedRegex(@"[\\`*<\[]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Markup();

    [GeneratedRegex("`+", RegexOptions.CultureInvariant)]
    private static partial Regex Backticks();

    [GeneratedRegex(@"\r\n?|[\u0085\u2028\u2029]", RegexOptions.CultureInvariant)]
    private static partial Regex LineEnd();
}
