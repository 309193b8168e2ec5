using System.Collections;
using System.Globalization;

namespace Apertis.Completion;

/// <summary>Completes the owners of models.</summary>
public sealed class OwnerCompleter : ValueCompleter
{
    private protected override IEnumerable<CompletionValue> Values(string commandName, IDictionary boundParameters) =>
        CatalogueSource.Models(commandName, boundParameters)
            .Where(model => !string.IsNullOrEmpty(model.Owner))
            .GroupBy(model => model.Owner!, StringComparer.OrdinalIgnoreCase)
            .OrderBy(owner => owner.Key, StringComparer.OrdinalIgnoreCase)
            .Select(owner => new CompletionValue(owner.Key, string.Create(CultureInfo.InvariantCulture, $"{owner.Key} · {owner.Count()} {(owner.Count() == 1 ? "model" : "models")}")));
}
