namespace Apertis.Gateway.Models;

/// <summary>One model of the catalogue; null is a field that the answer leaves out, or states as null in v2.</summary>
/// <remarks>Created is in Unix seconds, prices in USD per 1M tokens.</remarks>
internal sealed record ModelEntry(
    string Id,
    string Provider,
    string? OwnedBy,
    long? Created,
    string? Name,
    string Category,
    int? ContextLength,
    decimal? InputPrice,
    decimal? OutputPrice,
    IReadOnlyList<string>? Features,
    IReadOnlyList<string>? Tasks,
    string? Description,
    bool IsDeprecated);
