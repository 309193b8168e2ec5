namespace Apertis.Client.Http;

/// <summary>Which key an attempt may send: one, or none for now, or none any more.</summary>
internal readonly record struct KeyChoice
{
    /// <summary>The key, which is to be given back to its ring; null when there is none.</summary>
    public ResolvedKey? Key { get; init; }

    /// <summary>Until a key may be used again; zero when there is one.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>What the last key died of; null while one lives.</summary>
    public GuideMatch? Refusal { get; init; }
}
