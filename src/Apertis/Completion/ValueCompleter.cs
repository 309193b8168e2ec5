using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Apertis.Completion;

/// <summary>Completes a parameter's values: those that begin with what was typed, or else those that hold it.</summary>
public abstract class ValueCompleter : IArgumentCompleter
{
    private protected ValueCompleter()
    {
    }

    /// <inheritdoc/>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "A key press must never end in an error.")]
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        try
        {
            var word = TypedWord.Parse(wordToComplete);
            return [.. Matching(Values(commandName, fakeBoundParameters), word.Text).Select(value => word.Complete(value.Text, value.ToolTip))];
        }
        catch (Exception)
        {
            return [];
        }
    }

    private protected abstract IEnumerable<CompletionValue> Values(string commandName, IDictionary boundParameters);

    private static List<CompletionValue> Matching(IEnumerable<CompletionValue> values, string typed)
    {
        var all = values.ToList();
        var pattern = WildcardPattern.Get(WildcardPattern.ContainsWildcardCharacters(typed) ? typed : $"{typed}*", WildcardOptions.IgnoreCase);
        var beginning = all.FindAll(value => pattern.IsMatch(value.Text));
        return beginning.Count > 0 ? beginning : all.FindAll(value => value.Text.Contains(typed, StringComparison.OrdinalIgnoreCase));
    }
}
