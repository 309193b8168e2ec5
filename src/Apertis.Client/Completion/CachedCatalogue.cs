namespace Apertis.Client.Completion;

/// <summary>The models of one API as they were at some time.</summary>
internal sealed record CachedCatalogue
{
    /// <summary>The API's base.</summary>
    public required string BaseUri { get; init; }

    public required DateTimeOffset FetchedAt { get; init; }

    public required IReadOnlyList<Model> Models { get; init; }
}
