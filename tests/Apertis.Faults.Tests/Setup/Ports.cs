using System.Net;
using System.Net.Sockets;

namespace Apertis.Faults.Setup;

/// <summary>Sockets of loopback.</summary>
internal static class Ports
{
    /// <summary>A port where nobody listens.</summary>
    public static int Free()
    {
        using var socket = Listen();
        return socket.Port();
    }

    /// <summary>A listening socket on a free port.</summary>
    public static Socket Listen() => Listen(new IPEndPoint(IPAddress.Loopback, 0));

    /// <summary>A listening socket.</summary>
    public static Socket Listen(IPEndPoint endPoint)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(endPoint);
        socket.Listen();
        return socket;
    }

    /// <summary>A UDP socket.</summary>
    public static Socket Bind(IPEndPoint endPoint)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(endPoint);
        return socket;
    }

    /// <summary>The port that a socket is bound to.</summary>
    public static int Port(this Socket socket) => ((IPEndPoint)socket.LocalEndPoint!).Port;
}
