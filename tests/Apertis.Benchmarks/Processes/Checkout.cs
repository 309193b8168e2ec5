namespace Apertis.Benchmarks.Processes;

/// <summary>Finds the files of the checkout that the benchmarks were built from.</summary>
internal static class Checkout
{
    public const string ManifestName = "Apertis.psd1";

    private static readonly DirectoryInfo Output = new(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));

    /// <summary>The folder of the checkout.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The gateway, built with the same configuration as the benchmarks.</summary>
    public static string Gateway => Path.Combine(Root, "tests", "Apertis.Gateway", "bin", Output.Parent!.Name, Output.Name, "Apertis.Gateway.dll");

    /// <summary>A script of the benchmarks.</summary>
    public static string Script(string name) => Path.Combine(Output.FullName, "Scripts", name);

    private static string FindRoot()
    {
        for (var folder = Output; folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, ManifestName)))
            {
                return folder.FullName;
            }
        }

        throw new FileNotFoundException($"No folder above {Output} holds {ManifestName}.");
    }
}
