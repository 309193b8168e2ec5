using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Apertis.Client.Tests.Support;

/// <summary>A loopback server that answers each request with literal bytes, and tells when clients come and go.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _connected = New();
    private readonly ConcurrentDictionary<int, TaskCompletionSource> _asked = new();
    private readonly TaskCompletionSource _left = New();
    private readonly List<string> _requests = [];
    private readonly List<Task> _serving = [];
    private readonly Func<int, byte[]> _answer;
    private readonly Task _accepting;

    private ScriptedServer(Func<int, byte[]> answer)
    {
        _answer = answer;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        BaseUri = new Uri($"http://127.0.0.1:{Port}/v1");
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    public Uri BaseUri { get; }

    /// <summary>Head and body of every request so far.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>Ends when the first client has connected.</summary>
    public Task Connected => _connected.Task.Soon("a connection");

    /// <summary>Ends when the first request has arrived and what is to be said to it has been sent.</summary>
    public Task Asked => AskedAsync(1);

    /// <summary>Ends when the first client has closed its connection.</summary>
    public Task ClientLeft => _left.Task.Soon("the client's leaving");

    /// <summary>Ends when the request of that number, from 1, has arrived and what is to be said to it has been sent.</summary>
    public Task AskedAsync(int number) => AskedSource(number).Task.Soon($"request {number}");

    /// <summary>A server that reads, and never says a word.</summary>
    public static ScriptedServer Silent() => new(_ => []);

    /// <summary>A server that sends these bytes whatever is asked.</summary>
    public static ScriptedServer Sending(byte[] answer) => new(_ => answer);

    /// <summary>A server whose answers depend on the number of the request, from 1.</summary>
    public static ScriptedServer Sending(Func<int, byte[]> answer) => new(answer);

    /// <summary>A server that answers with this status and body.</summary>
    public static ScriptedServer Answering(int status, string body, string headers = "") => Sending(Http(status, Encoding.UTF8.GetBytes(body), headers));

    /// <summary>A whole HTTP answer.</summary>
    public static byte[] Http(int status, byte[] body, string headers = "") =>
        [.. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} Scripted\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n{headers}\r\n")), .. body];

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _accepting;
        _listener.Dispose();
        await Task.WhenAll(_serving);
        _stopping.Dispose();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TaskCompletionSource AskedSource(int number) => _asked.GetOrAdd(number, _ => New());

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_stopping.Token);
                _connected.TrySetResult();
                _serving.Add(ServeAsync(socket));
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
            while (await ReadRequestAsync(client) is { } request)
            {
                int number;
                lock (_requests)
                {
                    _requests.Add(request);
                    number = _requests.Count;
                }

                await client.WriteAsync(_answer(number), _stopping.Token);
                AskedSource(number).TrySetResult();
            }
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            // The client broke the connection, or the test is over.
        }

        _left.TrySetResult();
    }

    private async Task<string?> ReadRequestAsync(NetworkStream client)
    {
        var text = new StringBuilder();
        var buffer = new byte[64 * 1024];
        var missing = int.MaxValue;
        while (missing > 0)
        {
            var read = await client.ReadAsync(buffer, _stopping.Token);
            if (read == 0)
            {
                return null;
            }

            text.Append(Encoding.Latin1.GetString(buffer, 0, read));
            var whole = text.ToString();
            var end = whole.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end >= 0)
            {
                missing = LengthOf(whole[..end]) - (whole.Length - end - 4);
            }
        }

        return Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(text.ToString()));
    }

    private static int LengthOf(string head)
    {
        const string Name = "Content-Length:";
        var line = head.Split("\r\n").FirstOrDefault(line => line.StartsWith(Name, StringComparison.OrdinalIgnoreCase));
        return line is null ? 0 : int.Parse(line[Name.Length..], NumberStyles.Integer, CultureInfo.InvariantCulture);
    }
}
