using System.Management.Automation;
using System.Text;

namespace Apertis.Reports;

/// <summary>The file that reports are saved to: UTF-8 without a byte-order mark, lines as they are.</summary>
internal static class ReportFile
{
    /// <summary>Finds the file that a path of the session means.</summary>
    /// <param name="path">The path, relative to the session's location.</param>
    /// <param name="intrinsics">The session's paths.</param>
    /// <exception cref="IOException">The path leads to no file system.</exception>
    public static string Resolve(string path, PathIntrinsics intrinsics)
    {
        string resolved;
        ProviderInfo provider;
        try
        {
            resolved = intrinsics.GetUnresolvedProviderPathFromPSPath(path, out provider, out _);
        }
        catch (RuntimeException exception)
        {
            throw new IOException(exception.Message, exception);
        }

        return provider.Name == "FileSystem" ? resolved : throw new IOException($"the provider {provider.Name} holds no files");
    }

    /// <summary>Writes the file.</summary>
    /// <exception cref="IOException">It can't be written.</exception>
    public static void Write(string path, string text, bool overwrites)
    {
        try
        {
            using var file = new FileStream(path, overwrites ? FileMode.Create : FileMode.CreateNew, FileAccess.Write);
            file.Write(Encoding.UTF8.GetBytes(text));
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new IOException(exception.Message, exception);
        }
    }
}
