using System.Net;
using System.Net.Sockets;
using Apertis.Client.Tests.Support;
using Apertis.Diagnostics.Probes;

namespace Apertis.Client.Tests.Diagnostics.Probes;

/// <summary>Questions to DNS servers.</summary>
public sealed class NameServerTests
{
    [Fact]
    public async Task A_server_that_is_not_there_is_told_at_once()
    {
        IPEndPoint dead;
        using (var socket = new Socket(SocketType.Dgram, ProtocolType.Udp))
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            dead = new IPEndPoint(IPAddress.Loopback, ((IPEndPoint)socket.LocalEndPoint!).Port);
        }

        // Longer than the test waits.
        var answer = await NameServer.AskAsync(dead, "gateway.example", TimeSpan.FromHours(1), CancellationToken.None).Soon("the answer");

        // Windows calls it a reset.
        Assert.Equal(DnsAnswerKind.Silence, answer.Kind);
        Assert.StartsWith("no answer (Connection", answer.Text, StringComparison.Ordinal);
    }
}
