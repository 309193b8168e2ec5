using System.Collections;
using System.Globalization;

namespace Apertis.Completion;

/// <summary>Completes the ids of models.</summary>
public sealed class ModelCompleter : ValueCompleter
{
    private protected override IEnumerable<CompletionValue> Values(string commandName, IDictionary boundParameters) =>
        CatalogueSource.Models(commandName, boundParameters).Where(model => !model.Id.Any(char.IsControl)).OrderBy(model => model.Id, StringComparer.OrdinalIgnoreCase).Select(model => new CompletionValue(model.Id, Describe(model)));

    private static string Describe(Model model) =>
        string.Join(" · ", new[]
        {
            model.Id,
            model.Owner,
            model.ContextLength is { } length ? string.Create(CultureInfo.InvariantCulture, $"context {length:N0} tokens") : null,
            model is { InputPrice: { } input, OutputPrice: { } output } ? string.Create(CultureInfo.InvariantCulture, $"{input:0.00##} USD in, {output:0.00##} USD out per million tokens") : null,
        }.OfType<string>());
}
