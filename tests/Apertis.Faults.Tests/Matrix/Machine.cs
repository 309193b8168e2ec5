using Apertis.Faults.Places;

namespace Apertis.Faults.Matrix;

/// <summary>What this machine has of what the faults need.</summary>
internal static class Machine
{
    private static readonly Dictionary<Needs, string> Programs = new()
    {
        [Needs.Nftables] = "nft",
        [Needs.OpenSsl] = "openssl",
        [Needs.Faketime] = "faketime",
        [Needs.Nginx] = "nginx",
        [Needs.Squid] = "squid",
        [Needs.Tinyproxy] = "tinyproxy",
        [Needs.Dnsmasq] = "dnsmasq",
    };

    // Debian keeps servers out of a user's path.
    private static readonly string[] Folders = [.. (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator), "/usr/local/sbin", "/usr/sbin", "/sbin"];

    /// <summary>What is missing of it, for people; null when nothing is.</summary>
    public static string? Missing(Needs needs)
    {
        string?[] missing =
        [
            needs.HasFlag(Needs.Linux) && !OperatingSystem.IsLinux() ? "Linux" : null,
            needs.HasFlag(Needs.Namespaces) ? Namespace.Missing : null,
            .. Programs.Where(program => needs.HasFlag(program.Key) && !Has(program.Value)).Select(program => program.Value),
        ];
        var list = string.Join(", ", missing.OfType<string>());
        return list.Length == 0 ? null : $"Needs {list}.";
    }

    /// <summary>Whether a program is installed.</summary>
    public static bool Has(string program) => Find(program) is not null;

    /// <summary>The path of a program that is installed.</summary>
    public static string? Find(string program) => Folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
