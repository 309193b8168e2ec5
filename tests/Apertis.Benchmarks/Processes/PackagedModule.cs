using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Apertis.Benchmarks.Processes;

/// <summary>The module as users install it: packaged anew, once, so that what is measured is what is in the checkout.</summary>
internal static partial class PackagedModule
{
    private static readonly Lazy<Task<string>> Packaged = new(PackageAsync);

    /// <summary>Packages the module, unless that was done before.</summary>
    /// <returns>The path of its manifest.</returns>
    public static Task<string> GetManifestAsync() => Packaged.Value;

    private static async Task<string> PackageAsync()
    {
        await Console.Error.WriteLineAsync("Packaging the module ...");
        using var build = Process.Start(new ProcessStartInfo(Shell.Program, ["-NoProfile", "-NonInteractive", "-File", Path.Combine(Checkout.Root, "build.ps1"), "-Task", "Package"]) { RedirectStandardOutput = true })!;
        var output = await build.StandardOutput.ReadToEndAsync();
        await build.WaitForExitAsync();
        return PackagedInto().Match(output) is { Success: true } match
            ? Path.Combine(Checkout.Root, match.Groups[1].Value, Checkout.ManifestName)
            : throw new InvalidOperationException($"The module could not be packaged:{Environment.NewLine}{output}");
    }

    [GeneratedRegex(@"Packaged into (\S+) and")]
    private static partial Regex PackagedInto();
}
