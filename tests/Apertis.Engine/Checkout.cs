namespace Apertis.Engine;

/// <summary>Finds the files of the checkout that a program was built from.</summary>
public static class Checkout
{
    private const string Manifest = "Apertis.psd1";

    /// <summary>The checkout's folder.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The module's manifest.</summary>
    public static string ManifestPath => Path.Combine(Root, Manifest);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Manifest)))
            {
                return folder.FullName;
            }
        }

        throw new FileNotFoundException($"No folder above {AppContext.BaseDirectory} holds {Manifest}.");
    }
}
