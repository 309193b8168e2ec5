using System.Net.Sockets;
using System.Text;
using Apertis.Gateway;

namespace Apertis.Faults.Servers;

/// <summary>Ways to treat a client, for <see cref="SocketServer"/>.</summary>
internal static class Manners
{
    private const int LargestHead = 64 * 1024;

    /// <summary>Says this at once, asked or not, and hangs up when the client does.</summary>
    public static Func<NetworkStream, CancellationToken, Task> Greet(string words) => async (client, stop) =>
    {
        await client.WriteAsync(Encoding.UTF8.GetBytes(words), stop);
        await client.CopyToAsync(Stream.Null, stop);
    };

    /// <summary>Answers whatever comes first with these words, and hangs up.</summary>
    public static Func<NetworkStream, CancellationToken, Task> Answer(string words) => async (client, stop) =>
    {
        await ReadSomeAsync(client, stop);
        await client.WriteAsync(Encoding.UTF8.GetBytes(words), stop);
        client.Socket.Shutdown(SocketShutdown.Send);

        // Closing with unread data would send a reset that can overtake the answer.
        await client.CopyToAsync(Stream.Null, stop);
    };

    /// <summary>Answers every request on a connection with an HTML page.</summary>
    public static Func<NetworkStream, CancellationToken, Task> Page(string status, string html) =>
        Answer($"HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {html.Length}\r\nConnection: close\r\n\r\n{html}");

    /// <summary>Listens and never says a word.</summary>
    public static Task Silence(NetworkStream client, CancellationToken stop) => client.CopyToAsync(Stream.Null, stop);

    /// <summary>Hangs up in good order once the client has said something.</summary>
    public static Task HangUp(NetworkStream client, CancellationToken stop) => ReadSomeAsync(client, stop);

    /// <summary>Breaks the connection off with a reset once the client has said something.</summary>
    public static async Task Reset(NetworkStream client, CancellationToken stop)
    {
        await ReadSomeAsync(client, stop);
        client.Socket.LingerState = new LingerOption(true, 0);

        // The stream would shut the connection down in good order first.
        client.Socket.Close();
    }

    /// <summary>Reads what has come of a request.</summary>
    public static async Task<string> ReadSomeAsync(Stream client, CancellationToken stop)
    {
        var buffer = new byte[LargestHead];
        var read = await client.ReadAsync(buffer, stop);
        return Encoding.Latin1.GetString(buffer, 0, read);
    }
}
