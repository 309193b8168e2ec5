using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Apertis.Client.Tests.Support;

/// <summary>A loopback server that sends exactly the bytes it is given as an event stream, piece by piece, and then ends the connection in a given way.</summary>
internal sealed class StreamServer : IAsyncDisposable
{
    // Long enough for the client to take in a piece before the next one comes.
    private static readonly TimeSpan BetweenPieces = TimeSpan.FromMilliseconds(1);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Func<string, Answer> _answer;
    private readonly Task _accepting;

    /// <param name="answer">The answer to the request whose text is given.</param>
    public StreamServer(Func<string, Answer> answer)
    {
        _answer = answer;
        _listener.Start(512);
        BaseUri = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/v1"));
        _accepting = AcceptAsync();
    }

    /// <summary>How a connection ends.</summary>
    public enum Ending
    {
        /// <summary>In good order; the end of the connection is the end of the body.</summary>
        Close,

        /// <summary>In good order, but more bytes were promised.</summary>
        Short,

        /// <summary>By a TCP reset.</summary>
        Reset,
    }

    public Uri BaseUri { get; }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptSocketAsync(_stopping.Token));
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed of.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                socket.NoDelay = true;
                var answer = _answer(await ReadRequestAsync(socket));
                var length = answer.Ending == Ending.Short ? "Content-Length: 1000000\r\n" : string.Empty;
                var head = Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n{length}Connection: close\r\n\r\n");
                await socket.SendAsync((byte[])[.. head, .. (answer.Pieces.Count > 0 ? answer.Pieces[0] : [])]);
                foreach (var piece in answer.Pieces.Skip(1))
                {
                    await Task.Delay(BetweenPieces);
                    await socket.SendAsync(piece);
                }

                if (answer.Ending == Ending.Reset)
                {
                    socket.LingerState = new LingerOption(true, 0);
                }
                else
                {
                    socket.Shutdown(SocketShutdown.Send);
                }
            }
            catch (SocketException)
            {
                // The client has left.
            }
        }
    }

    private static async Task<string> ReadRequestAsync(Socket socket)
    {
        var text = new StringBuilder();
        var buffer = new byte[8 * 1024];
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer);
            text.Append(Encoding.UTF8.GetString(buffer, 0, read));
            var whole = text.ToString();
            var end = whole.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (read == 0 || (end >= 0 && whole.Length - end - 4 >= LengthOf(whole)))
            {
                return whole;
            }
        }
    }

    private static int LengthOf(string request)
    {
        const string Name = "Content-Length: ";
        var start = request.IndexOf(Name, StringComparison.OrdinalIgnoreCase) + Name.Length;
        return int.Parse(request.AsSpan(start, request.IndexOf('\r', start) - start), CultureInfo.InvariantCulture);
    }

    /// <summary>What is sent.</summary>
    internal sealed record Answer(IReadOnlyList<byte[]> Pieces, Ending Ending);
}
