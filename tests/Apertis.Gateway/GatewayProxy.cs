using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using Apertis.Gateway.Proxying;

namespace Apertis.Gateway;

/// <summary>A forward proxy on loopback: CONNECT tunnels, and plain http in absolute form, one request a connection.</summary>
public sealed class GatewayProxy : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _requestLines = new();
    private readonly ProxyPolicy _policy;
    private readonly SocketServer _server;

    private GatewayProxy(ProxyPolicy policy)
    {
        _policy = policy;
        _server = new SocketServer(ServeAsync);
        Uri = new Uri($"http://127.0.0.1:{_server.Port}/");
    }

    /// <summary>The proxy's address.</summary>
    public Uri Uri { get; }

    /// <summary>First lines of all requests, in the order of arrival, refused ones included.</summary>
    public IReadOnlyList<string> RequestLines => [.. _requestLines];

    /// <summary>Starts a proxy on a free port, which serves until it is disposed of.</summary>
    /// <param name="mode">How it treats its clients.</param>
    /// <param name="user">User name that <see cref="GatewayProxyMode.RequireAuthentication"/> wants.</param>
    /// <param name="password">And the password.</param>
    public static Task<GatewayProxy> StartAsync(GatewayProxyMode mode, string? user = null, string? password = null) =>
        Task.FromResult(new GatewayProxy(new ProxyPolicy(mode, user, password)));

    /// <summary>Stops listening and ends every connection.</summary>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task ServeAsync(NetworkStream client, CancellationToken stop)
    {
        if (await ProxyRequest.ReadAsync(client, stop) is not { } request)
        {
            return;
        }

        _requestLines.Enqueue(request.Line);
        if (_policy.Refuse(request) is { } refusal)
        {
            await RefuseAsync(client, refusal, stop);
            return;
        }

        await ForwardAsync(client, request, stop);
    }

    private static async Task RefuseAsync(NetworkStream client, string refusal, CancellationToken stop)
    {
        await client.WriteAsync(Encoding.UTF8.GetBytes(refusal), stop);
        client.Socket.Shutdown(SocketShutdown.Send);

        // Closing with unread data would send a reset that can overtake the answer.
        await client.CopyToAsync(Stream.Null, stop);
    }

    private static async Task ForwardAsync(NetworkStream client, ProxyRequest request, CancellationToken stop)
    {
        using var upstream = new TcpClient();
        try
        {
            await upstream.ConnectAsync(request.Host, request.Port, stop);
        }
        catch (SocketException)
        {
            await RefuseAsync(client, ProxyPolicy.Unreachable, stop);
            return;
        }

        upstream.NoDelay = true;
        client.Socket.NoDelay = true;
        NetworkStream server = upstream.GetStream();
        await (request.IsConnect
            ? client.WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray(), stop)
            : server.WriteAsync(request.ForwardedHead(), stop));
        await server.WriteAsync(request.Rest, stop);
        await RelayAsync(client, server, stop);
    }

    // When either side ends or breaks, the other is told at once.
    private static async Task RelayAsync(NetworkStream client, NetworkStream server, CancellationToken stop)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task up = client.CopyToAsync(server, ending.Token);
        Task down = server.CopyToAsync(client, ending.Token);
        await Task.WhenAny(up, down);
        await ending.CancelAsync();
        await Task.WhenAll(up, down);
    }
}
