using System.Management.Automation;
using System.Management.Automation.Language;

namespace Apertis.Completion;

/// <summary>What stands on the command line where a value is completed.</summary>
/// <param name="Text">It, without quotes.</param>
/// <param name="Quote">The quote that it opens with; null when it has none.</param>
internal sealed record TypedWord(string Text, char? Quote)
{
    public static TypedWord Parse(string? word)
    {
        var text = word ?? string.Empty;
        if (text.Length == 0 || text[0] is not ('\'' or '"'))
        {
            return new TypedWord(text, null);
        }

        var inner = text[1..];
        return new TypedWord(inner.EndsWith(text[0]) ? inner[..^1] : inner, text[0]);
    }

    /// <summary>The value as it must stand on the command line.</summary>
    public CompletionResult Complete(string value, string toolTip)
    {
        var needsQuote = Quote is not null || value.Length == 0 || value.IndexOfAny([' ', '\t', ',', ';', '|', '&', '(', ')', '{', '}', '<', '>', '$', '`', '"', '\'', '@', '#', '‘', '’', '‚', '‛', '“', '”', '„']) >= 0 || value[0] is '-' or '–' or '—';
        var text = !needsQuote ? value
            : Quote == '"' ? $"\"{value.Replace("`", "``", StringComparison.Ordinal).Replace("$", "`$", StringComparison.Ordinal).Replace("\"", "`\"", StringComparison.Ordinal)}\""
            : $"'{CodeGeneration.EscapeSingleQuotedStringContent(value)}'";
        return new CompletionResult(text, value, CompletionResultType.ParameterValue, toolTip);
    }
}
