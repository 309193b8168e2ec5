namespace Apertis.Diagnostics.Probes;

/// <summary>Who may read a file, by the permissions of Unix. Windows keeps what is in a user's folder from other users.</summary>
internal static class FilePermissions
{
    /// <summary>Whether any user of this machine can read the file: its own permissions allow it, and those of every folder above it. A group may be the user's own, and does not count.</summary>
    /// <param name="path">The file's full path.</param>
    public static bool EverybodyCanRead(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return false;
        }

        try
        {
            path = WithoutLinks(path);
            if (!File.GetUnixFileMode(path).HasFlag(UnixFileMode.OtherRead))
            {
                return false;
            }

            for (var folder = Path.GetDirectoryName(path); folder is not null; folder = Path.GetDirectoryName(folder))
            {
                if (!File.GetUnixFileMode(folder).HasFlag(UnixFileMode.OtherExecute))
                {
                    return false;
                }
            }

            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // A link leads there from anywhere: only the way to the file itself counts.
    private static string WithoutLinks(string path)
    {
        if (Path.GetDirectoryName(path) is not { } folder)
        {
            return path;
        }

        var real = Path.Combine(WithoutLinks(folder), Path.GetFileName(path));
        return File.ResolveLinkTarget(real, returnFinalTarget: true) is { } target ? WithoutLinks(target.FullName) : real;
    }
}
