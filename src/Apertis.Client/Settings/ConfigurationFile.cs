using System.Text;
using System.Text.Json;

namespace Apertis.Client.Settings;

/// <summary>The file that the vendor's own command-line tool writes: <c>~/.apertis/config.json</c>.</summary>
internal sealed class ConfigurationFile
{
    private ConfigurationFile(string path)
    {
        Path = path;
    }

    public string Path { get; }

    public string? ApiKey { get; private init; }

    public string? BaseUrl { get; private init; }

    /// <summary>Why the file can't be used; null when it can, or when there is none.</summary>
    public string? Error { get; private init; }

    /// <summary>The file of this user; null for a user without a home, whose file would else be looked for in the current folder.</summary>
    public static string? DefaultPath =>
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 0 } home ? System.IO.Path.Combine(home, ".apertis", "config.json") : null;

    public static ConfigurationFile Read(string? path)
    {
        if (path is null)
        {
            return new ConfigurationFile(string.Empty);
        }

        try
        {
            // Read as text, whose byte-order mark tells other encodings: Windows PowerShell writes UTF-16.
            using var document = JsonDocument.Parse(JsonText.Readable(Encoding.UTF8.GetBytes(File.ReadAllText(path))), new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return new ConfigurationFile(path) { Error = "it does not hold a JSON object" };
            }

            return new ConfigurationFile(path)
            {
                ApiKey = Text(document.RootElement, "apiKey"),
                BaseUrl = Text(document.RootElement, "baseUrl"),
            };
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return new ConfigurationFile(path);
        }
        catch (JsonException exception)
        {
            // The parser's own message may quote a character of the file.
            return new ConfigurationFile(path) { Error = $"it is not valid JSON (line {exception.LineNumber + 1})" };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new ConfigurationFile(path) { Error = "it can't be read by this user" };
        }
    }

    // Written by hand, a name may have other capitals than the vendor's tool gives it.
    private static string? Text(JsonElement settings, string name) =>
        settings.EnumerateObject()
            .Where(setting => string.Equals(setting.Name, name, StringComparison.OrdinalIgnoreCase) && setting.Value.ValueKind == JsonValueKind.String)
            .Select(setting => setting.Value.GetString())
            .FirstOrDefault();
}
