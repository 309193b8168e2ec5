using Apertis.Client.Http;

namespace Apertis.Client.Chat;

/// <summary>Makes images of files and addresses.</summary>
internal static class ImageReader
{
    // The API's limit.
    private const long Largest = 20 * 1024 * 1024;

    /// <summary>Reads an image.</summary>
    /// <param name="source">A web address, a data URL, or the full path of a file.</param>
    /// <param name="redactor">Replaces the secrets in what is said of it.</param>
    /// <param name="cancellationToken">The caller's wish to stop.</param>
    /// <exception cref="ApertisException">It is no image that the API takes, or can't be read.</exception>
    public static async Task<ChatImage> ReadAsync(string source, Redactor redactor, CancellationToken cancellationToken)
    {
        if (source.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
            || source.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
            || source.StartsWith("data:image/", StringComparison.OrdinalIgnoreCase))
        {
            return new ChatImage { Url = source };
        }

        if (source.Contains("://", StringComparison.Ordinal))
        {
            throw Refuse($"addresses that begin with {source[..source.IndexOf("://", StringComparison.Ordinal)]}:// are none that the API reads: https, http and data:image are");
        }

        try
        {
            var length = new FileInfo(source).Length;
            if (length > Largest)
            {
                throw Refuse($"{source} has {length / 1024d / 1024:0.0} MB; the limit is 20 MB");
            }

            var bytes = await File.ReadAllBytesAsync(source, cancellationToken).ConfigureAwait(false);
            var type = TypeOf(bytes) ?? throw Refuse($"{source} is not PNG, JPEG, WebP or GIF");
            return new ChatImage { Url = $"data:{type};base64,{Convert.ToBase64String(bytes)}" };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            var reason = exception is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : exception.Message.TrimEnd('.');
            throw Refuse($"{source} can't be read: {reason}", source);
        }

        ApertisException Refuse(string detail, string? unreadable = null) =>
            GuideMatch.Local("InvalidImage", detail, (Fact.ImagePath, unreadable)).Redacted(redactor).ToException(DateTimeOffset.UtcNow);
    }

    // The first bytes say what a file is; its name need not be right.
    private static string? TypeOf(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']) ? "image/png"
        : bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? "image/jpeg"
        : bytes.StartsWith("GIF8"u8) ? "image/gif"
        : bytes.StartsWith("RIFF"u8) && bytes.Length >= 12 && bytes[8..12].SequenceEqual("WEBP"u8) ? "image/webp"
        : null;
}
