using System.Globalization;

namespace Apertis;

/// <summary>Characters as findings give them.</summary>
internal static class CharacterText
{
    /// <summary>The code point, as <c>U+200B</c>.</summary>
    public static string CodePoint(int character) => $"U+{character.ToString("X4", CultureInfo.InvariantCulture)}";

    /// <summary>The character in a word.</summary>
    public static string Name(int character) => character switch
    {
        '\r' or '\n' => "line break",
        ' ' => "space",
        <= char.MaxValue when char.IsWhiteSpace((char)character) => "white space",
        _ => "character",
    };
}
