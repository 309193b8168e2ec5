namespace Apertis;

/// <summary>What is unusual about a key. All of it may be wrong: only the server knows its keys.</summary>
internal static class KeyDoubts
{
    // Source: apertis-api.md, "Keys": so many letters and digits, or more, after the prefix.
    private const int ShortestBody = 32;

    private const string WholeKey = "Copy the whole key from the dashboard (API Keys)";

    /// <summary>The doubts about a cleaned key, the weightiest first.</summary>
    /// <param name="key">Its characters, with their places in the key as it was given.</param>
    public static IReadOnlyList<KeyFinding> Of(IReadOnlyList<(char Character, int Position)> key)
    {
        if (key.Count == 0)
        {
            return [];
        }

        var text = new string([.. key.Select(item => item.Character)]);
        var prefix = KeyPrefix.LengthOf(text);
        if (PlaceholderOf(text, text[prefix..]) is { } placeholder)
        {
            return [placeholder];
        }

        if (KeyPrefix.OtherServiceOf(text) is { } service)
        {
            return [Doubt(KeyFindingKind.OtherService, key[0].Position, $"The key begins as keys of {service} do.", $"Use a key from the Apertis dashboard (API Keys): one of {service} is of no use here.")];
        }

        var doubts = new List<KeyFinding>();
        if (prefix == 0)
        {
            doubts.Add(Doubt(KeyFindingKind.UnknownPrefix, key[0].Position, "The key does not begin with 'sk-', as keys of the API do.", "Check that it is a key from the Apertis dashboard (API Keys): they begin with sk-, or with sk-sub- for a subscription."));
        }
        else if (text.Length - prefix < ShortestBody)
        {
            doubts.Add(Doubt(KeyFindingKind.TooShort, null, $"The key has {text.Length - prefix} characters after its prefix, where keys have {ShortestBody} or more.", $"{WholeKey}: a part of it seems to be missing."));
        }

        doubts.AddRange(key.Skip(prefix).Where(item => IsUnusual(item.Character)).Select(item => Unusual(item.Character, item.Position)));
        return doubts;
    }

    private static KeyFinding? PlaceholderOf(string text, string body) =>
        PlaceholderKey.IsAbbreviated(text)
            ? Doubt(KeyFindingKind.Placeholder, null, "The key is a placeholder, or a key shown in short: it holds an ellipsis or a row of asterisks.", $"{WholeKey}: this is a placeholder, or a key shown in short.")
        : PlaceholderKey.IsWords(body) || PlaceholderKey.IsMadeUp(body)
            ? Doubt(KeyFindingKind.Placeholder, null, "The key is a placeholder, such as examples and templates have in the place of a key.", "Put a real key in the place of the placeholder: copy it from the dashboard (API Keys).")
        : null;

    // What no header carries is an error, and told as such.
    private static bool IsUnusual(char character) => character is > ' ' and < '\u007F' and not ('-' or '_') && !char.IsAsciiLetterOrDigit(character);

    private static KeyFinding Unusual(char character, int position)
    {
        var codePoint = CharacterText.CodePoint(character);
        return Doubt(KeyFindingKind.UnusualCharacter, position, $"The character {codePoint} at position {position} is unusual: keys hold letters and digits.", $"Check the character {codePoint} at position {position} of the key, or copy the key again from the dashboard (API Keys).", codePoint);
    }

    private static KeyFinding Doubt(string kind, int? position, string message, string action, string? codePoint = null) =>
        new() { Kind = kind, Severity = KeyFindingSeverity.Warning, Position = position, CodePoint = codePoint, Message = message, RecommendedAction = action };
}
