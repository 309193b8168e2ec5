using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Apertis.Client.Completion;

/// <summary>Catalogues on disk, a file for each API, so that the first key press of a session has something to offer.</summary>
/// <param name="folder">Where they are; null for nowhere.</param>
internal sealed class CatalogueFile(string? folder)
{
    /// <summary>The folder for this user's data; null for a user without one.</summary>
    public static string? DefaultFolder =>
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } data ? Path.Combine(data, "Apertis", "models") : null;

    /// <summary>The catalogue of an API; null when there is none that can be read.</summary>
    public CachedCatalogue? Read(string baseUri)
    {
        if (PathOf(baseUri) is not { } path)
        {
            return null;
        }

        try
        {
            var catalogue = JsonSerializer.Deserialize(File.ReadAllBytes(path), CatalogueJson.Default.CachedCatalogue);
            return catalogue?.BaseUri == baseUri ? catalogue : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>Keeps a catalogue. A disk that can't be written to is none of the user's concern here.</summary>
    public void Write(CachedCatalogue catalogue)
    {
        if (PathOf(catalogue.BaseUri) is not { } path)
        {
            return;
        }

        // Another session may read or write the same file.
        var unfinished = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            Directory.CreateDirectory(folder!);
            File.WriteAllBytes(unfinished, JsonSerializer.SerializeToUtf8Bytes(catalogue, CatalogueJson.Default.CachedCatalogue));
            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            TryDelete(unfinished);
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Another program, such as a virus scanner, may still look at it.
        }
    }

    private string? PathOf(string baseUri) =>
        folder is null ? null : Path.Combine(folder, Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(baseUri)))[..16] + ".json");
}
