namespace Apertis.Benchmarks.Processes;

/// <summary>
/// A cache folder of PowerShell's. In it PowerShell notes what .NET compiled in a session, and the next one has that compiled beforehand, on a second thread. With the
/// folder of the user each contestant would profit from what the other one taught it.
/// </summary>
/// <remarks>On Windows PowerShell keeps its cache elsewhere whatever it is told: there the contestants do share it.</remarks>
internal sealed class ShellCache : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private ShellCache()
    {
    }

    /// <summary>The folder.</summary>
    public string Path => _folder.Path;

    /// <summary>The cache of sessions that had neither contestant in them.</summary>
    public static async Task<ShellCache> CreateAsync()
    {
        const int Sessions = 2;
        var cache = new ShellCache();
        for (var session = 0; session < Sessions; session++)
        {
            await Shell.RunAsync("OtherWork.ps1", cache);
        }

        return cache;
    }

    /// <summary>A cache of its own that begins like this one.</summary>
    public ShellCache Copy()
    {
        var copy = new ShellCache();
        foreach (var file in Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories))
        {
            var target = System.IO.Path.Combine(copy.Path, System.IO.Path.GetRelativePath(Path, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return copy;
    }

    public void Dispose() => _folder.Dispose();
}
