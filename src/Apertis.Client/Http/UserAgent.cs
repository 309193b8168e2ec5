using System.Globalization;
using System.Runtime.InteropServices;

namespace Apertis.Client.Http;

/// <summary>The User-Agent header. The edge in front of the API refuses clients that do not look like PowerShell's own web cmdlets.</summary>
internal static class UserAgent
{
    public static string For(string shellVersion, string moduleVersion) =>
        Ascii($"Mozilla/5.0 ({Platform}; {RuntimeInformation.OSDescription}; {CultureInfo.CurrentCulture.Name}) PowerShell/{shellVersion} Apertis/{moduleVersion}");

    private static string Platform =>
        OperatingSystem.IsWindows() ? "Windows NT" : OperatingSystem.IsMacOS() ? "Macintosh" : "Linux";

    // Some systems describe themselves with characters that no header can carry.
    private static string Ascii(string text) => text.AsSpan().ContainsAnyExceptInRange(' ', '~') ? string.Concat(text.Select(character => character is >= ' ' and <= '~' ? character : '?')) : text;
}
