using System.Collections.Concurrent;
using System.Net.Sockets;
using Apertis.Faults.Setup;

namespace Apertis.Faults.Servers;

/// <summary>Serves each connection of a listening socket with one function.</summary>
internal sealed class SocketServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<Task, byte> _running = new();
    private readonly Socket _listener;
    private readonly Func<NetworkStream, CancellationToken, Task> _serve;
    private readonly Task _accepting;

    /// <param name="serve">Serves a connection until it is done, which closes the connection.</param>
    /// <param name="listener">Null takes a free port of loopback.</param>
    public SocketServer(Func<NetworkStream, CancellationToken, Task> serve, Socket? listener = null)
    {
        _serve = serve;
        _listener = listener ?? Ports.Listen();
        Port = _listener.Port();
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    public async ValueTask DisposeAsync()
    {
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
            // The client went away or did not like what it saw, or the test is over.
        }
    }
}
