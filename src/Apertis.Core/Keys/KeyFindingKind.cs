namespace Apertis;

/// <summary>The values of <see cref="KeyFinding.Kind"/>.</summary>
internal static class KeyFindingKind
{
    public const string BearerPrefix = nameof(BearerPrefix);
    public const string InvalidCharacter = nameof(InvalidCharacter);
    public const string InvisibleCharacter = nameof(InvisibleCharacter);
    public const string NamePrefix = nameof(NamePrefix);
    public const string OtherService = nameof(OtherService);
    public const string Placeholder = nameof(Placeholder);
    public const string Quotes = nameof(Quotes);
    public const string TooShort = nameof(TooShort);
    public const string TrailingPunctuation = nameof(TrailingPunctuation);
    public const string UnknownPrefix = nameof(UnknownPrefix);
    public const string UnusualCharacter = nameof(UnusualCharacter);
    public const string Whitespace = nameof(Whitespace);
}
