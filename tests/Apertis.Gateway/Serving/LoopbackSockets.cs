using System.Net;
using System.Net.Sockets;

namespace Apertis.Gateway.Serving;

/// <summary>Binds loopback sockets up front, so that a free port is known, and ours, before the server starts.</summary>
internal static class LoopbackSockets
{
    private const int Attempts = 50;

    /// <param name="port">0 for a free one.</param>
    /// <param name="bothFamilies">Also ::1 on the same port, where the machine has it.</param>
    public static IReadOnlyList<Socket> Bind(int port, bool bothFamilies)
    {
        for (int attempt = 1; ; attempt++)
        {
            Socket four = Bind(new IPEndPoint(IPAddress.Loopback, port));
            if (!bothFamilies || !Socket.OSSupportsIPv6)
            {
                return [four];
            }

            try
            {
                return [four, Bind(new IPEndPoint(IPAddress.IPv6Loopback, ((IPEndPoint)four.LocalEndPoint!).Port))];
            }
            catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                four.Dispose();
                if (port != 0 || attempt == Attempts)
                {
                    throw;
                }
            }
            catch (SocketException)
            {
                // No ::1 on this machine.
                return [four];
            }
        }
    }

    private static Socket Bind(IPEndPoint endPoint)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(endPoint);
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            throw;
        }
    }
}
