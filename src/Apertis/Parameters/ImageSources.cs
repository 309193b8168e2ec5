using Apertis.Client.Chat;
using Apertis.Client.Http;

namespace Apertis.Parameters;

/// <summary>Reads -Image: addresses and paths of the session.</summary>
internal static class ImageSources
{
    /// <summary>Where an image is: its address, or its path in the file system.</summary>
    /// <param name="source">What was given.</param>
    /// <param name="resolvePath">Makes a path of the session a path of the file system.</param>
    public static string Locate(string source, Func<string, string> resolvePath) =>
        source.Contains("://", StringComparison.Ordinal) || source.StartsWith("data:", StringComparison.OrdinalIgnoreCase) ? source : resolvePath(source);

    /// <summary>The images, in order.</summary>
    /// <exception cref="ApertisException">One of them is none.</exception>
    public static async Task<IReadOnlyList<ChatImage>> ReadAsync(IReadOnlyList<string> places, Redactor redactor, CancellationToken stop)
    {
        var images = new List<ChatImage>();
        foreach (var place in places)
        {
            images.Add(await ImageReader.ReadAsync(place, redactor, stop).ConfigureAwait(false));
        }

        return images;
    }
}
