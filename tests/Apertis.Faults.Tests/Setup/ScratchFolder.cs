namespace Apertis.Faults.Setup;

/// <summary>A folder for a server's files, which any user may write to: some servers give up root.</summary>
internal sealed class ScratchFolder : IDisposable
{
    public ScratchFolder()
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path, (UnixFileMode)Convert.ToInt32("777", 8));
        }
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("apertis-fault-").FullName;

    /// <summary>Writes a file and returns its path.</summary>
    public string Write(string name, string text)
    {
        var path = System.IO.Path.Combine(Path, name);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
