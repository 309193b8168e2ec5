using System.Net;
using System.Net.Sockets;

namespace Apertis.Diagnostics.Probes;

/// <summary>This machine's own resolver, as every call uses it.</summary>
internal static class SystemResolver
{
    /// <summary>Asks for the addresses of a name.</summary>
    /// <param name="host">The name.</param>
    /// <param name="limit">The longest that it may take.</param>
    /// <param name="cancellationToken">The caller's wish to stop.</param>
    public static async Task<DnsAnswer> AskAsync(string host, TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            // Some platforms can't cancel a look-up that has begun, so the waiting ends instead.
            return DnsAnswer.Of(await Dns.GetHostAddressesAsync(host, cancellationToken).WaitAsync(limit, cancellationToken).ConfigureAwait(false));
        }
        catch (SocketException exception)
        {
            var kind = exception.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData ? DnsAnswerKind.NoSuchName : DnsAnswerKind.Failure;
            return DnsAnswer.Of(kind, $"{ServerText.Clean(exception.Message, 200)} ({exception.SocketErrorCode})");
        }
        catch (TimeoutException)
        {
            return DnsAnswer.Of(DnsAnswerKind.Silence, $"no answer within {limit.InSeconds()} s");
        }
    }

    /// <summary>The line of the hosts file that gives the name its address; null when there is none.</summary>
    /// <param name="host">The name.</param>
    /// <param name="root">Folder that stands for the root of the file system.</param>
    public static string? HostsLine(string host, string root)
    {
        var lines = OperatingSystem.IsWindows() ? Lines.Of(Environment.SystemDirectory, "drivers/etc/hosts") : Lines.Of(root, "etc/hosts");
        return lines.FirstOrDefault(line => line.Split('#')[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Skip(1).Contains(host, StringComparer.OrdinalIgnoreCase));
    }
}
