using Microsoft.AspNetCore.Connections;

namespace Apertis.Gateway.Serving;

/// <summary>Counts live TCP connections.</summary>
internal sealed class ConnectionCounter
{
    private int _open;

    public int Open => Volatile.Read(ref _open);

    public ConnectionDelegate Count(ConnectionDelegate next) => async connection =>
    {
        Interlocked.Increment(ref _open);

        // The socket's end, not the handler's: a handler may take a moment to notice.
        connection.ConnectionClosed.Register(() => Interlocked.Decrement(ref _open));
        await next(connection);
    };
}
