using System.Net;
using System.Net.Sockets;

namespace Apertis.Tests.Setup;

/// <summary>Ports of loopback.</summary>
internal static class Ports
{
    /// <summary>A port where nobody listens.</summary>
    public static int Refused()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
