using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Apertis.Gateway;

/// <summary>Serves each connection of a listening socket with one function.</summary>
public sealed class SocketServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<Task, byte> _running = new();
    private readonly Socket _listener;
    private readonly Func<NetworkStream, CancellationToken, Task> _serve;
    private readonly Task _accepting;
    private bool _disposed;

    /// <summary>Starts serving.</summary>
    /// <param name="serve">Serves a connection until it is done, which closes the connection.</param>
    /// <param name="listener">A socket that listens, which is closed with the server; null takes a free port of loopback.</param>
    public SocketServer(Func<NetworkStream, CancellationToken, Task> serve, Socket? listener = null)
    {
        _serve = serve;
        _listener = listener ?? ListenOnLoopback();
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        _accepting = AcceptAsync();
    }

    /// <summary>The port that it listens at.</summary>
    public int Port { get; }

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

    private static Socket ListenOnLoopback()
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        return listener;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptAsync(_stopping.Token);
                var serving = ServeAsync(client);
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
            await _serve(client, _stopping.Token);
        }
        catch (Exception broken) when (broken is IOException or SocketException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
        {
            // A side went away or did not like what it saw, or the server stops.
        }
    }
}
