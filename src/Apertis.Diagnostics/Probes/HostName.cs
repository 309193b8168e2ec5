using System.Net;
using System.Net.Sockets;
using Apertis.Client.Models;

namespace Apertis.Diagnostics.Probes;

/// <summary>What a host's name or address says about where the host is.</summary>
internal static class HostName
{
    /// <summary>Hosts of the API.</summary>
    private static readonly string[] Known = ["api.apertis.ai"];

    // Of the vendor, but no API.
    private static readonly string[] OfTheVendor = ["apertis.ai", "www.apertis.ai", "docs.apertis.ai", "apertis.com", "api.apertis.com"];

    // Names that are never public: RFC 6761, 6762, 7686, 8375 and 9476, and what networks use for themselves.
    private static readonly string[] PrivateEndings =
        ["localhost", "local", "invalid", "test", "example", "onion", "alt", "internal", "intranet", "lan", "home", "corp", "private", "home.arpa"];

    private static readonly IPNetwork[] PrivateNetworks =
    [
        IPNetwork.Parse("0.0.0.0/8"), IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("100.64.0.0/10"), IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("169.254.0.0/16"),
        IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.0.2.0/24"), IPNetwork.Parse("192.168.0.0/16"), IPNetwork.Parse("198.18.0.0/15"), IPNetwork.Parse("198.51.100.0/24"),
        IPNetwork.Parse("203.0.113.0/24"), IPNetwork.Parse("224.0.0.0/3"), IPNetwork.Parse("::/127"), IPNetwork.Parse("fc00::/7"), IPNetwork.Parse("fe80::/10"), IPNetwork.Parse("2001:db8::/32"),
    ];

    /// <summary>Whether the name is one that everybody's DNS is to know.</summary>
    public static bool IsPublic(string host) =>
        !IPAddress.TryParse(host, out _)
        && host.TrimEnd('.').Contains('.', StringComparison.Ordinal)
        && !PrivateEndings.Any(ending => IsUnder(host, ending));

    /// <summary>Whether no public host has the address.</summary>
    public static bool IsPrivate(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Array.Exists(PrivateNetworks, network => network.BaseAddress.AddressFamily == plain.AddressFamily && network.Contains(plain));
    }

    /// <summary>Whether it is a name that no DNS server ever knows.</summary>
    public static bool NeverExists(string host) => IsUnder(host, "invalid");

    /// <summary>The API's host that was probably meant; null when the host is one, or is like none.</summary>
    public static string? NearestKnown(string host) =>
        Known.Contains(host, StringComparer.OrdinalIgnoreCase) ? null
        : OfTheVendor.Contains(host, StringComparer.OrdinalIgnoreCase) ? Known[0]
        : !IPAddress.TryParse(host, out _) && ModelSuggestion.Nearest(host, Known) is [var nearest, ..] ? nearest : null;

    public static bool IsKnown(string host) => Known.Contains(host, StringComparer.OrdinalIgnoreCase);

    /// <summary>The family as people write it.</summary>
    public static string Family(AddressFamily family) => family == AddressFamily.InterNetworkV6 ? "IPv6" : "IPv4";

    private static bool IsUnder(string host, string ending) =>
        host.TrimEnd('.') is var name && (name.Equals(ending, StringComparison.OrdinalIgnoreCase) || name.EndsWith("." + ending, StringComparison.OrdinalIgnoreCase));
}
