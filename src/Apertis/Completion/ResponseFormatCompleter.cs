using System.Collections;

namespace Apertis.Completion;

/// <summary>Completes the named response formats. A schema is the user's own.</summary>
public sealed class ResponseFormatCompleter : ValueCompleter
{
    private protected override IEnumerable<CompletionValue> Values(string commandName, IDictionary boundParameters) =>
    [
        new("text", "plain text, the default"),
        new("json", "any JSON; parsed into the result's Object"),
    ];
}
