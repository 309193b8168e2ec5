using System.Net;
using System.Net.Sockets;

namespace Apertis.Client.Http;

/// <summary>
/// Connects to the first of a host's addresses that answers (RFC 8305). One after the other, a network that drops one of IPv4 and IPv6
/// would use up the whole limit before the other is tried.
/// </summary>
internal static class AddressRace
{
    // "Connection Attempt Delay" of the RFC.
    private static readonly TimeSpan Stagger = TimeSpan.FromMilliseconds(250);

    /// <summary>Connects.</summary>
    /// <param name="endPoint">Host, by name or address, and port.</param>
    /// <param name="cancellationToken">Ends every attempt.</param>
    /// <returns>The connection, which is the caller's to close.</returns>
    /// <exception cref="SocketException">The name does not resolve, or no address takes a connection.</exception>
    public static async Task<Socket> ConnectAsync(DnsEndPoint endPoint, CancellationToken cancellationToken) =>
        await ConnectAsync(await ResolveAsync(endPoint.Host, cancellationToken).ConfigureAwait(false), endPoint.Port, cancellationToken).ConfigureAwait(false);

    /// <summary>Finds the addresses of a host, in the order in which they are to be tried.</summary>
    /// <param name="host">Name or address.</param>
    /// <param name="cancellationToken">Ends the waiting: some platforms can't cancel a look-up that has begun.</param>
    /// <exception cref="SocketException">The name does not resolve.</exception>
    public static Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken) =>
        IPAddress.TryParse(host, out var literal) ? Task.FromResult<IPAddress[]>([literal]) : LookUpAsync(host, cancellationToken);

    /// <summary>Connects to the first of several addresses that answers.</summary>
    /// <param name="addresses">The addresses, in the order in which they are to be tried.</param>
    /// <param name="port">The port.</param>
    /// <param name="cancellationToken">Ends every attempt.</param>
    /// <exception cref="SocketException">No address takes a connection.</exception>
    public static Task<Socket> ConnectAsync(IPAddress[] addresses, int port, CancellationToken cancellationToken) =>
        addresses is [var only] ? ConnectAsync(only, port, cancellationToken) : RaceAsync(addresses, port, cancellationToken);

    /// <summary>Connects to one address.</summary>
    /// <param name="address">The address.</param>
    /// <param name="port">The port.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="SocketException">It takes no connection.</exception>
    public static async Task<Socket> ConnectAsync(IPAddress address, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, port, cancellationToken).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<IPAddress[]> LookUpAsync(string host, CancellationToken cancellationToken) =>
        Alternate(await Dns.GetHostAddressesAsync(host, cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false));

    private static async Task<Socket> RaceAsync(IPAddress[] addresses, int port, CancellationToken cancellationToken)
    {
        using var race = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var runners = new List<Task<Socket>>();
        SocketException failure = new((int)SocketError.HostNotFound);
        try
        {
            for (var next = 0; next < addresses.Length || runners.Count > 0;)
            {
                if (next < addresses.Length)
                {
                    runners.Add(ConnectAsync(addresses[next++], port, race.Token));
                }

                var pause = Task.Delay(next < addresses.Length ? Stagger : Timeout.InfiniteTimeSpan, race.Token);
                if (await Task.WhenAny([.. runners, pause]).ConfigureAwait(false) is not Task<Socket> first)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    continue;
                }

                runners.Remove(first);
                try
                {
                    return await first.ConfigureAwait(false);
                }
                catch (SocketException exception)
                {
                    failure = exception;
                }
            }

            throw failure;
        }
        finally
        {
            await race.CancelAsync().ConfigureAwait(false);
            foreach (var runner in runners)
            {
                _ = runner.ContinueWith(Close, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
        }
    }

    // A failure that is looked at is not reported to the session as one that nobody saw.
    private static void Close(Task<Socket> late)
    {
        if (late.Exception is null && late.IsCompletedSuccessfully)
        {
            late.Result.Dispose();
        }
    }

    // In the resolver's order of preference, but never two of a family while the other has one left.
    private static IPAddress[] Alternate(IPAddress[] addresses) =>
        [.. addresses.GroupBy(address => address.AddressFamily).SelectMany(family => family.Select((address, place) => (address, place))).OrderBy(item => item.place).Select(item => item.address)];
}
