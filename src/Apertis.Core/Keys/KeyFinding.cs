namespace Apertis;

/// <summary>Something odd about how a key was written. It never quotes the key.</summary>
public sealed record KeyFinding
{
    /// <summary>
    /// What was found. Left out before the key is used: <c>Whitespace</c>, <c>Quotes</c>, <c>BearerPrefix</c>, <c>NamePrefix</c> (<c>APERTIS_API_KEY=</c>),
    /// <c>TrailingPunctuation</c>, <c>InvisibleCharacter</c>. Unusual: <c>Placeholder</c>, <c>OtherService</c> (a key of another provider),
    /// <c>UnknownPrefix</c>, <c>TooShort</c>, <c>UnusualCharacter</c>. Not to be sent: <c>InvalidCharacter</c>.
    /// </summary>
    public required string Kind { get; init; }

    /// <summary>Whether it was mended, is only unusual, or keeps the key from being sent.</summary>
    public required KeyFindingSeverity Severity { get; init; }

    /// <summary>Where in the key as it was given, counted in characters from 1; null when the finding has no single place.</summary>
    public int? Position { get; init; }

    /// <summary>The character, as <c>U+200B</c>; null when the finding is not about one character.</summary>
    public string? CodePoint { get; init; }

    /// <summary>What was found, as a sentence.</summary>
    public required string Message { get; init; }

    /// <summary>What to do about it.</summary>
    public required string RecommendedAction { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Message;
}
