namespace Apertis.Diagnostics.Probes;

/// <summary>Small files of the system that may be absent.</summary>
internal static class Lines
{
    /// <summary>The lines of a file, trimmed; none where it can't be read.</summary>
    public static IReadOnlyList<string> Of(string root, string path)
    {
        try
        {
            return [.. File.ReadLines(Path.Combine(root, path)).Select(line => line.Trim())];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return [];
        }
    }
}
