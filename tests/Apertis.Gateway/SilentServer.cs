using System.Net;
using System.Net.Sockets;

namespace Apertis.Gateway;

/// <summary>A loopback server that accepts connections and never says a word.</summary>
public sealed class SilentServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Socket> _accepted = [];
    private readonly Task _accepting;
    private bool _disposed;

    /// <summary>Starts listening on a free port.</summary>
    public SilentServer()
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        Uri = new Uri($"http://127.0.0.1:{Port}/");
        _accepting = AcceptAsync();
    }

    /// <summary>The TCP port.</summary>
    public int Port { get; }

    /// <summary>The http form of its address; any other scheme is met by the same silence.</summary>
    public Uri Uri { get; }

    /// <summary>Stops listening and closes every connection.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
        {
            return;
        }

        await _stopping.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _stopping.Dispose();
        _accepted.ForEach(socket => socket.Dispose());
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _accepted.Add(await _listener.AcceptSocketAsync(_stopping.Token));
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed of.
        }
    }
}
