using System.Net.Sockets;
using Apertis.Faults.Places;

namespace Apertis.Faults.Servers;

/// <summary>Stand-ins for what the internet says when all is well.</summary>
internal static class World
{
    public const string ApiHost = "api.apertis.ai";

    private static readonly string[] Known = [ApiHost, "apertis.ai", "stima.tech", "status.stima.tech"];

    /// <summary>DNS: knows the API's host and the status page's, and no other names.</summary>
    public static DnsReply Lookup(string name) => Known.Contains(name) ? DnsReply.Of(Namespace.Api) : new DnsReply(DnsCode.NoSuchName);

    /// <summary>The status page.</summary>
    public static Task ShowStatus(NetworkStream client, CancellationToken stop) =>
        Manners.Page("200 OK", "<html><head><title>Status</title></head><body><h1>All systems operational</h1></body></html>")(client, stop);
}
