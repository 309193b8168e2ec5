using System.Net;
using System.Net.Sockets;

namespace Apertis.Client.Tests.Support;

/// <summary>A relay to a port of this machine that leaves its first connection hanging, and carries every later one.</summary>
internal sealed class StallingRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _stalled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Task> _relaying = [];
    private readonly int _target;
    private readonly Task _accepting;

    public StallingRelay(int target)
    {
        _target = target;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>Ends when the connection that is left hanging has been made.</summary>
    public Task Stalled => _stalled.Task.Soon("a connection");

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _accepting;
        _listener.Dispose();
        await Task.WhenAll(_relaying);
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            using var first = await _listener.AcceptSocketAsync(_stopping.Token);
            _stalled.TrySetResult();
            while (true)
            {
                _relaying.Add(RelayAsync(await _listener.AcceptSocketAsync(_stopping.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed of.
        }
    }

    private async Task RelayAsync(Socket socket)
    {
        try
        {
            using var near = new NetworkStream(socket, ownsSocket: true);
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, _target, _stopping.Token);
            using var far = client.GetStream();
            await Task.WhenAny(near.CopyToAsync(far, _stopping.Token), far.CopyToAsync(near, _stopping.Token));
        }
        catch (Exception gone) when (gone is IOException or SocketException or OperationCanceledException)
        {
            // One side went away, or the test is over.
        }
    }
}
