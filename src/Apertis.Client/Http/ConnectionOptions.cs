namespace Apertis.Client.Http;

/// <summary>How connections are made. Calls with equal options share one pool.</summary>
internal sealed record ConnectionOptions
{
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(15);

    /// <summary>The proxy, without user information; null for the system's own choice.</summary>
    public Uri? Proxy { get; init; }

    public string? ProxyUser { get; init; }

    public string? ProxyPassword { get; init; }

    /// <summary>True to go round every proxy.</summary>
    public bool NoProxy { get; init; }

    /// <summary>Limit for TCP and TLS together.</summary>
    public TimeSpan Timeout { get; init; } = DefaultTimeout;

    /// <summary>Whether answers may be compressed. Streamed ones may not: a compressor holds text back until it has enough of it.</summary>
    public bool AcceptsCompression { get; init; } = true;

    /// <summary>Takes user name and password out of a proxy's address, where they would be shown with it.</summary>
    public static ConnectionOptions ForProxy(Uri proxy)
    {
        if (proxy.UserInfo.Length == 0)
        {
            return new ConnectionOptions { Proxy = proxy };
        }

        var parts = proxy.UserInfo.Split(':', 2);
        return new ConnectionOptions
        {
            Proxy = new UriBuilder(proxy) { UserName = string.Empty, Password = string.Empty }.Uri,
            ProxyUser = Uri.UnescapeDataString(parts[0]),
            ProxyPassword = parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : string.Empty,
        };
    }

    /// <summary>The options without the password.</summary>
    public override string ToString() => NoProxy ? "no proxy" : Proxy?.ToString() ?? "system proxy";
}
