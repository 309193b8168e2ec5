using System.Net.Sockets;

namespace Apertis.Client.Http;

/// <summary>
/// Follows the connection that a request has to wait for: how far it got, so that a time-out can name the stage, and its socket, so
/// that giving up closes it. The handler itself lets a connection that nobody waits for any more live on for seconds.
/// </summary>
/// <param name="callEnd">Cancelled when the call is given up.</param>
internal sealed class ConnectTrace(CancellationToken callEnd)
{
    public static readonly HttpRequestOptionsKey<ConnectTrace> Key = new("Apertis.ConnectTrace");

    private CancellationTokenRegistration _closing;
    private volatile bool _isStarted;
    private volatile bool _isTcpConnected;
    private volatile bool _isReady;

    public bool IsTcpConnected => _isTcpConnected;

    /// <summary>Whether a connection was begun for the request.</summary>
    public bool IsStarted => _isStarted;

    /// <summary>Whether the request still waits for the connection that was begun for it. Of one through a proxy's tunnel nothing is known: the handler begins that with a request of its own.</summary>
    public bool IsConnecting => _isStarted && !_isReady;

    /// <summary>A connection is begun for the request.</summary>
    /// <returns>Cancelled when the call is given up.</returns>
    public CancellationToken ConnectionStarted()
    {
        _isStarted = true;
        return callEnd;
    }

    /// <summary>From here on, giving up closes the socket.</summary>
    public void TcpConnected(Socket socket)
    {
        _isTcpConnected = true;
        _closing = callEnd.Register(socket.Dispose);
    }

    /// <summary>From here on the connection belongs to the pool, which may have given it to another request.</summary>
    public void ConnectionReady()
    {
        _isReady = true;
        _closing.Unregister();
    }
}
