namespace Apertis;

/// <summary>An image of a message: an address, or the image itself as a data URL.</summary>
public sealed record ChatImage
{
    /// <summary>The address, <c>https:</c> or <c>data:</c>.</summary>
    public required string Url { get; init; }

    /// <summary>The address, cut short.</summary>
    public override string ToString() => Url.StartsWith("data:", StringComparison.Ordinal) ? Url[..Math.Min(Url.Length, 30)] + "…" : Url;
}
