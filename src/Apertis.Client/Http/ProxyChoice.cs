namespace Apertis.Client.Http;

/// <summary>Which proxy calls go through, and who says so.</summary>
/// <param name="Uri">The proxy; null when calls go straight.</param>
/// <param name="Source">Who says so, as part of a sentence.</param>
/// <param name="IgnoredVariable">A variable that names a proxy which is not used; null when there is none.</param>
/// <param name="IsIgnoredForItsForm">Whether that is so because .NET can't read it.</param>
internal sealed record ProxyChoice(Uri? Uri, string Source, string? IgnoredVariable = null, bool IsIgnoredForItsForm = false)
{
    private static readonly string[] Schemes = ["http", "https", "socks4", "socks4a", "socks5"];

    private static readonly string[] Exceptions = ["no_proxy", "NO_PROXY"];

    /// <summary>Finds the one who chose.</summary>
    /// <param name="connection">How connections are made.</param>
    /// <param name="proxy">The proxy that is used; null for none.</param>
    /// <param name="target">Where calls go; null while nobody knows.</param>
    /// <param name="environment">Reads an environment variable.</param>
    public static ProxyChoice Find(ConnectionOptions connection, Uri? proxy, Uri? target, Func<string, string?> environment)
    {
        if (connection.NoProxy || target is null)
        {
            return new ProxyChoice(null, "-NoProxy");
        }

        if (connection.Proxy is not null)
        {
            return new ProxyChoice(proxy, "-Proxy");
        }

        // The order in which .NET reads them.
        var scheme = target.Scheme;
        string[] names = [$"{scheme}_proxy", $"{scheme.ToUpperInvariant()}_PROXY", "all_proxy", "ALL_PROXY"];
        var name = Array.Find(names, name => !string.IsNullOrWhiteSpace(environment(name)));
        if (proxy is not null)
        {
            return new ProxyChoice(proxy, name is not null && HasAuthority(environment(name)!, proxy) ? $"$env:{name}" : "the system's settings");
        }

        var exception = Array.Find(Exceptions, list => !string.IsNullOrWhiteSpace(environment(list)));
        return name is null ? new ProxyChoice(null, "no proxy is set")
            : exception is not null && IsListed(environment(exception)!, target.IdnHost) ? new ProxyChoice(null, $"$env:{exception} lists the host")
            : new ProxyChoice(null, "no proxy is in use", $"$env:{name}", !(Address(environment(name)!) is { } address && Schemes.Contains(address.Scheme)));
    }

    private static bool HasAuthority(string variable, Uri proxy) =>
        Address(variable) is { } named && named.Port == proxy.Port && named.IdnHost.Equals(proxy.IdnHost, StringComparison.OrdinalIgnoreCase);

    private static Uri? Address(string variable) =>
        Uri.TryCreate(variable.Contains("://", StringComparison.Ordinal) ? variable : $"http://{variable}", UriKind.Absolute, out var address) ? address : null;

    // A host by itself, or with a dot in front all that end so.
    private static bool IsListed(string list, string host) =>
        list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Any(entry =>
            entry == "*" || (entry.TrimStart('*') is ['.', ..] ending
                ? host.EndsWith(ending, StringComparison.OrdinalIgnoreCase) || host.Equals(ending[1..], StringComparison.OrdinalIgnoreCase)
                : host.Equals(entry, StringComparison.OrdinalIgnoreCase)));
}
