using System.Collections.ObjectModel;

namespace Apertis;

/// <summary>What the guide needs of an HTTP answer to classify it.</summary>
internal sealed record HttpAnswer
{
    public required int StatusCode { get; init; }

    /// <summary>Response headers, found by name whatever its case.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The body, or its beginning.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The model that the request named; null when it named none.</summary>
    public string? Model { get; init; }
}
