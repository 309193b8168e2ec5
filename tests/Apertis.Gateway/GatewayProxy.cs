using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Apertis.Gateway.Proxying;

namespace Apertis.Gateway;

/// <summary>A forward proxy on loopback: CONNECT tunnels, and plain http in absolute form, one request a connection.</summary>
public sealed class GatewayProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentQueue<string> _requestLines = new();
    private readonly ConcurrentDictionary<Task, byte> _running = new();
    private readonly ProxyPolicy _policy;
    private readonly Task _accepting;
    private bool _disposed;

    private GatewayProxy(ProxyPolicy policy)
    {
        _policy = policy;
        _listener.Start();
        Uri = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _accepting = AcceptAsync();
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
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
        {
            return;
        }

        await _stopping.CancelAsync();
        await _accepting;
        _listener.Dispose();
        await Task.WhenAll(_running.Keys);
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket client = await _listener.AcceptSocketAsync(_stopping.Token);
                Task serving = ServeAsync(client);
                _running.TryAdd(serving, 0);
                _ = serving.ContinueWith(done => _running.TryRemove(done, out _), TaskScheduler.Default);
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed of.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var client = new NetworkStream(socket, ownsSocket: true);
        try
        {
            if (await ProxyRequest.ReadAsync(client, _stopping.Token) is not { } request)
            {
                return;
            }

            _requestLines.Enqueue(request.Line);
            if (_policy.Refuse(request) is { } refusal)
            {
                await RefuseAsync(client, refusal);
                return;
            }

            await ForwardAsync(client, request);
        }
        catch (Exception broken) when (broken is IOException or SocketException or OperationCanceledException)
        {
            // One of the two sides went away, or the proxy stops.
        }
    }

    private async Task RefuseAsync(NetworkStream client, string refusal)
    {
        await client.WriteAsync(Encoding.UTF8.GetBytes(refusal), _stopping.Token);
        client.Socket.Shutdown(SocketShutdown.Send);

        // Closing with unread data would send a reset that can overtake the answer.
        await client.CopyToAsync(Stream.Null, _stopping.Token);
    }

    private async Task ForwardAsync(NetworkStream client, ProxyRequest request)
    {
        using var upstream = new TcpClient();
        try
        {
            await upstream.ConnectAsync(request.Host, request.Port, _stopping.Token);
        }
        catch (SocketException)
        {
            await RefuseAsync(client, ProxyPolicy.Unreachable);
            return;
        }

        upstream.NoDelay = true;
        client.Socket.NoDelay = true;
        NetworkStream server = upstream.GetStream();
        await (request.IsConnect
            ? client.WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray(), _stopping.Token)
            : server.WriteAsync(request.ForwardedHead(), _stopping.Token));
        await server.WriteAsync(request.Rest, _stopping.Token);
        await RelayAsync(client, server);
    }

    // When either side ends or breaks, the other is told at once.
    private async Task RelayAsync(NetworkStream client, NetworkStream server)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        Task up = client.CopyToAsync(server, ending.Token);
        Task down = server.CopyToAsync(client, ending.Token);
        await Task.WhenAny(up, down);
        await ending.CancelAsync();
        await Task.WhenAll(up, down);
    }
}
