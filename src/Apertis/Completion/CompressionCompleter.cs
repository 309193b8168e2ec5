using System.Collections;

namespace Apertis.Completion;

/// <summary>Completes the gateway's strategies of compression.</summary>
public sealed class CompressionCompleter : ValueCompleter
{
    private protected override IEnumerable<CompletionValue> Values(string commandName, IDictionary boundParameters) =>
    [
        new("on", "the gateway's own choice"),
        new("conservative", "keeps more of the conversation"),
        new("aggressive", "keeps less of the conversation"),
    ];
}
