namespace Apertis.Benchmarks.Processes;

/// <summary>A folder for as long as it is used.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("Apertis.Benchmarks.");

    public string Path => _folder.FullName;

    public void Dispose() => _folder.Delete(recursive: true);
}
