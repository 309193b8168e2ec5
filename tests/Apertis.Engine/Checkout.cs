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
        // Not the program's folder: in pwsh that is PowerShell's own.
        var start = Path.GetDirectoryName(typeof(Checkout).Assembly.Location);
        for (var folder = new DirectoryInfo(start!); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Manifest)))
            {
                return folder.FullName;
            }
        }

        throw new FileNotFoundException($"No folder above {start} holds {Manifest}.");
    }
}
