namespace Apertis;

/// <summary>A web page that an answer rests on.</summary>
public sealed record ChatWebSource
{
    /// <summary>Title of the page.</summary>
    public string? Title { get; init; }

    /// <summary>Address of the page.</summary>
    public string? Url { get; init; }

    /// <summary>The passage that was read.</summary>
    public string? Snippet { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Title} <{Url}>";
}
