namespace Apertis.Client.Http;

/// <summary>Which key an attempt may send: one, or none for now, or none any more.</summary>
internal readonly record struct KeyChoice
{
    /// <summary>The key, which is to be given back to its ring; null when there is none.</summary>
    public ResolvedKey? Key { get; init; }

    /// <summary>Until a key has rested; null when none rests, but the one that is there waits for an answer before it lets more through.</summary>
    public TimeSpan? Rest { get; init; }

    /// <summary>Ends when another look is worth it.</summary>
    public Task Changed { get; init; }

    /// <summary>What the last key died of; null while one lives.</summary>
    public GuideMatch? Refusal { get; init; }

    /// <summary>The key that died last; null while one lives.</summary>
    public ResolvedKey? LastKey { get; init; }
}
