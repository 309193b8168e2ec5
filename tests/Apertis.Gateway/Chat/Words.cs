namespace Apertis.Gateway.Chat;

/// <summary>Words are the gateway's tokens: runs of anything but white space.</summary>
internal static class Words
{
    public static int Count(string text) => Split(text).Count(piece => !string.IsNullOrWhiteSpace(piece));

    /// <summary>Cuts before each word's white space, so that the pieces joined are the text again.</summary>
    public static IEnumerable<string> Split(string text)
    {
        int start = 0;
        while (start < text.Length)
        {
            int end = start;
            while (end < text.Length && char.IsWhiteSpace(text[end]))
            {
                end++;
            }

            while (end < text.Length && !char.IsWhiteSpace(text[end]))
            {
                end++;
            }

            yield return text[start..end];
            start = end;
        }
    }
}
