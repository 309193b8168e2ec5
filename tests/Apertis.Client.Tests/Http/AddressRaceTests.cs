using System.Net;
using System.Net.Sockets;
using Apertis.Client.Http;
using Apertis.Client.Tests.Support;

namespace Apertis.Client.Tests.Http;

/// <summary>Which address of a host is connected to. A family whose packets are dropped is among the faults of tests/Apertis.Faults.Tests.</summary>
public sealed class AddressRaceTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task An_address_that_refuses_does_not_keep_from_one_that_answers(string host)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        using var socket = await AddressRace.ConnectAsync(new DnsEndPoint(host, ((IPEndPoint)listener.LocalEndpoint).Port), default);

        Assert.Equal(listener.LocalEndpoint, socket.RemoteEndPoint);
    }

    [Theory]
    [InlineData("127.0.0.1", SocketError.ConnectionRefused)]
    [InlineData("localhost", SocketError.ConnectionRefused)]
    [InlineData("no-such-host.invalid", SocketError.HostNotFound)]
    public async Task A_host_that_can_not_be_reached_fails_with_its_reason(string host, SocketError reason)
    {
        int dead;
        await using (var server = ScriptedServer.Silent())
        {
            dead = server.Port;
        }

        var failure = await Assert.ThrowsAsync<SocketException>(() => AddressRace.ConnectAsync(new DnsEndPoint(host, dead), default));

        Assert.Equal(reason, failure.SocketErrorCode);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task Giving_up_beforehand_connects_to_nothing(string host)
    {
        await using var server = ScriptedServer.Silent();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => AddressRace.ConnectAsync(new DnsEndPoint(host, server.Port), new CancellationToken(canceled: true)));

        Assert.Empty(server.Requests);
    }
}
