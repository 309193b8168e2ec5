using System.Net.Sockets;
using System.Text;
using Apertis.Faults.Setup;

namespace Apertis.Faults.Servers;

/// <summary>A company's proxy that looks into TLS: for each CONNECT it shows a certificate for that host that its own authority has just issued.</summary>
internal sealed class InspectingProxy(Authority authority, Uri behind)
{
    /// <summary>Serves a connection.</summary>
    public async Task ServeAsync(NetworkStream client, CancellationToken stop)
    {
        var request = await Manners.ReadSomeAsync(client, stop);
        var host = request.Split(' ')[1].Split(':')[0];
        await client.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 Connection established\r\n\r\n"), stop);
        await new TlsFront(authority.Issue(host), behind).ServeAsync(client, stop);
    }
}
