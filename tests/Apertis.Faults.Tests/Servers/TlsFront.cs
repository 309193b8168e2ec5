using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Apertis.Faults.Setup;

namespace Apertis.Faults.Servers;

/// <summary>Ends TLS with a given certificate and passes on what is inside to a server that speaks plain http.</summary>
internal sealed class TlsFront(ServerCertificate certificate, Uri behind)
{
    private readonly SslServerAuthenticationOptions _options = new() { ServerCertificateContext = certificate.Context };

    /// <summary>Serves a connection.</summary>
    public async Task ServeAsync(NetworkStream client, CancellationToken stop)
    {
        await using var inside = new SslStream(client, leaveInnerStreamOpen: true);
        await inside.AuthenticateAsServerAsync(_options, stop);
        using var server = new TcpClient();
        await server.ConnectAsync(IPAddress.Loopback, behind.Port, stop);
        var stream = server.GetStream();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task[] ways = [inside.CopyToAsync(stream, ending.Token), stream.CopyToAsync(inside, ending.Token)];
        await Task.WhenAny(ways);
        await ending.CancelAsync();
        await Task.WhenAll(ways);
    }
}
