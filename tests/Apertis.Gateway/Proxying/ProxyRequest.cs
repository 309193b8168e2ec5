using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Apertis.Gateway.Proxying;

/// <summary>The head of a request to a proxy, and what came with it of the body.</summary>
internal sealed class ProxyRequest
{
    private const int MaximumHead = 64 * 1024;

    private readonly string[] _lines;
    private readonly string _method;
    private readonly Uri _target;

    private ProxyRequest(string head, ReadOnlyMemory<byte> rest)
    {
        _lines = head.Split("\r\n");
        Rest = rest;
        string[] words = Line.Split(' ');
        _method = words[0];
        string target = words.ElementAtOrDefault(1) ?? "";
        _target = Uri.TryCreate(IsConnect ? $"http://{target}" : target, UriKind.Absolute, out Uri? uri)
            ? uri
            : throw new IOException("Not a request to a proxy.");
        Port = IsConnect
            ? int.Parse(target[(target.LastIndexOf(':') + 1)..], NumberStyles.None, CultureInfo.InvariantCulture)
            : _target.Port;
    }

    /// <summary>The request line.</summary>
    public string Line => _lines[0];

    public bool IsConnect => _method == "CONNECT";

    public string Host => _target.IdnHost;

    public int Port { get; }

    /// <summary>Bytes that followed the head.</summary>
    public ReadOnlyMemory<byte> Rest { get; }

    /// <returns>Null if the client left without a request.</returns>
    /// <exception cref="IOException">Not a request to a proxy.</exception>
    public static async Task<ProxyRequest?> ReadAsync(NetworkStream client, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[MaximumHead];
        int length = 0;
        while (length < buffer.Length)
        {
            int read = await client.ReadAsync(buffer.AsMemory(length), cancellationToken);
            if (read == 0)
            {
                return null;
            }

            length += read;
            int end = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
            if (end >= 0)
            {
                return new ProxyRequest(Encoding.Latin1.GetString(buffer, 0, end), buffer.AsMemory(end + 4, length - end - 4));
            }
        }

        throw new IOException("The head of the request is too long.");
    }

    public string? Header(string name) => _lines
        .Skip(1)
        .Where(line => Is(line, name))
        .Select(line => line[(name.Length + 1)..].Trim())
        .FirstOrDefault();

    /// <summary>The head as the origin server gets it: origin form, nothing meant for the proxy, one request a connection.</summary>
    public byte[] ForwardedHead()
    {
        IEnumerable<string> headers = _lines
            .Skip(1)
            .Where(line => !Is(line, "Proxy-Authorization") && !Is(line, "Proxy-Connection") && !Is(line, "Connection"));
        string head = $"{_method} {_target.PathAndQuery} HTTP/1.1\r\n"
            + string.Concat(headers.Select(line => $"{line}\r\n"))
            + "Connection: close\r\n\r\n";
        return Encoding.Latin1.GetBytes(head);
    }

    private static bool Is(string line, string name) =>
        line.Length > name.Length && line[name.Length] == ':' && line.StartsWith(name, StringComparison.OrdinalIgnoreCase);
}
