using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Apertis.Client.Http;

namespace Apertis.Diagnostics.Probes;

/// <summary>Asks a proxy for a tunnel (CONNECT), to see its whole answer: .NET's handler keeps only the status.</summary>
internal static class ProxyTunnel
{
    // No answer to CONNECT has headers longer than this.
    private const int LongestHead = 64 * 1024;

    /// <summary>Connects to a proxy and asks it for a tunnel, which is closed at once.</summary>
    /// <param name="proxy">The proxy.</param>
    /// <param name="credential">What it is to be told (Basic); null for nothing.</param>
    /// <param name="target">Where the tunnel is to lead; null to ask for none.</param>
    /// <param name="limit">The longest that it may take.</param>
    /// <param name="cancellationToken">The caller's wish to stop.</param>
    public static async Task<TunnelReply> AskAsync(Uri proxy, NetworkCredential? credential, Uri? target, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        end.CancelAfter(limit);
        var stage = "Dns";
        try
        {
            var host = proxy.IdnHost.Trim('[', ']');
            var addresses = await AddressRace.ResolveAsync(host, end.Token).ConfigureAwait(false);
            stage = "Tcp";
            using var socket = await AddressRace.ConnectAsync(addresses, proxy.Port, end.Token).ConfigureAwait(false);
            if (target is null)
            {
                return new TunnelReply { Stage = stage };
            }

            using var network = new NetworkStream(socket);
            using var tls = proxy.Scheme == Uri.UriSchemeHttps ? new SslStream(network) : null;
            if (tls is not null)
            {
                stage = "Tls";
                await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host }, end.Token).ConfigureAwait(false);
            }

            stage = "Connect";
            return await AskAsync(tls ?? (Stream)network, credential, target, end.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new TunnelReply { Stage = stage, Failure = new TimeoutException() };
        }
        catch (Exception exception) when (exception is SocketException or IOException or System.Security.Authentication.AuthenticationException)
        {
            return new TunnelReply { Stage = stage, Failure = exception };
        }
    }

    private static async Task<TunnelReply> AskAsync(Stream stream, NetworkCredential? credential, Uri target, CancellationToken cancellationToken)
    {
        var host = target.HostNameType == UriHostNameType.IPv6 ? $"[{target.IdnHost.Trim('[', ']')}]" : target.IdnHost;
        var authority = string.Create(CultureInfo.InvariantCulture, $"{host}:{target.Port}");
        var request = new StringBuilder($"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n");
        if (credential is not null)
        {
            request.Append("Proxy-Authorization: Basic ").Append(FoundProxy.BasicTokenOf(credential)).Append("\r\n");
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes(request.Append("\r\n").ToString()), cancellationToken).ConfigureAwait(false);
        var head = await ReadHeadAsync(stream, cancellationToken).ConfigureAwait(false);
        var lines = head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines.Skip(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                var (name, value) = (line[..colon].Trim(), line[(colon + 1)..].Trim());
                headers[name] = headers.TryGetValue(name, out var before) ? $"{before}, {value}" : value;
            }
        }

        var first = lines.Length > 0 ? lines[0].Split(' ', 3) : [];
        var isHttp = first is [['H', 'T', 'T', 'P', '/', ..], _, ..];
        return new TunnelReply
        {
            Stage = "Connect",
            StatusCode = isHttp && int.TryParse(first[1], NumberStyles.None, CultureInfo.InvariantCulture, out var status) ? status : null,
            StatusLine = lines.Length > 0 ? ServerText.Clean(lines[0], 100) : null,
            Headers = headers,
        };
    }

    private static async Task<string> ReadHeadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[LongestHead];
        var length = 0;
        while (length < buffer.Length && MayBeHttp(buffer.AsSpan(0, length)) && buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8) < 0)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                break;
            }

            length += read;
        }

        return Encoding.Latin1.GetString(buffer, 0, length);
    }

    // Something else, such as the greeting of another protocol, may never come to an empty line.
    private static bool MayBeHttp(ReadOnlySpan<byte> head) => "HTTP/"u8.StartsWith(head[..Math.Min(head.Length, 5)]);
}
