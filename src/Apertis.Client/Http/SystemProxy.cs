using System.Net;

namespace Apertis.Client.Http;

/// <summary>The system's choice of proxy, with credentials of our own. The system's own object belongs to the whole session.</summary>
internal sealed class SystemProxy(ICredentials credentials) : IWebProxy
{
    public ICredentials? Credentials { get; set; } = credentials;

    public Uri? GetProxy(Uri destination) => HttpClient.DefaultProxy.GetProxy(destination);

    public bool IsBypassed(Uri host) => HttpClient.DefaultProxy.IsBypassed(host);
}
