using System.Collections;

namespace Apertis.Completion;

/// <summary>Completes how much a model is to think. Which of them a model knows is its own affair.</summary>
public sealed class ReasoningEffortCompleter : ValueCompleter
{
    private static readonly string[] Efforts = ["none", "minimal", "low", "medium", "high"];

    private protected override IEnumerable<CompletionValue> Values(string commandName, IDictionary boundParameters) =>
        Efforts.Select(effort => new CompletionValue(effort, $"reasoning effort: {effort}"));
}
