using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using DnsClient;

namespace Apertis.Diagnostics.Probes;

/// <summary>Questions to DNS servers, past this machine's resolver and its caches.</summary>
internal static class NameServer
{
    /// <summary>Servers that everybody may ask.</summary>
    public static readonly IReadOnlyList<IPEndPoint> Public = [new(IPAddress.Parse("8.8.8.8"), Port), new(IPAddress.Parse("1.1.1.1"), Port)];

    public const int Port = 53;

    /// <summary>Asks a server for the addresses of a name.</summary>
    /// <param name="server">The server.</param>
    /// <param name="host">The name.</param>
    /// <param name="limit">The longest that it may take.</param>
    /// <param name="cancellationToken">The caller's wish to stop.</param>
    public static async Task<DnsAnswer> AskAsync(IPEndPoint server, string host, TimeSpan limit, CancellationToken cancellationToken)
    {
        var client = new LookupClient(new LookupClientOptions(server)
        {
            UseCache = false,
            Retries = 0,
            Timeout = limit,
            ThrowDnsErrors = false,
            ContinueOnDnsError = false,
            ContinueOnEmptyResponse = false,
        });
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var refusal = RefusalAsync(server, limit, end.Token);
        try
        {
            // Some servers and firewalls drop the question for one kind of address only.
            var questions = Task.WhenAll(TryAsync(QueryType.A), TryAsync(QueryType.AAAA));
            if (await Task.WhenAny(questions, refusal).ConfigureAwait(false) == refusal && await refusal.ConfigureAwait(false) is { } refused)
            {
                return Silent(refused);
            }

            var tries = await questions.ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            var answers = tries.Select(item => item.Answer).OfType<IDnsQueryResponse>().ToList();
            var addresses = answers.SelectMany(answer => answer.Answers.AddressRecords()).Select(record => record.Address).ToList();
            var failed = answers.Find(answer => answer.Header.ResponseCode is not (DnsHeaderResponseCode.NoError or DnsHeaderResponseCode.NotExistentDomain));
            return addresses.Count > 0 ? DnsAnswer.Of(addresses)
                : answers.Exists(answer => answer.Header.ResponseCode == DnsHeaderResponseCode.NotExistentDomain) ? DnsAnswer.Of(DnsAnswerKind.NoSuchName, "no such name (NXDOMAIN)")
                : failed is not null ? DnsAnswer.Of(DnsAnswerKind.Failure, $"it can't answer ({failed.Header.ResponseCode})")
                : answers.Count > 0 ? DnsAnswer.Of(addresses)
                : (await refusal.ConfigureAwait(false) ?? tries[0].Failure) is { } socket ? Silent(socket)
                : DnsAnswer.Of(DnsAnswerKind.Silence, $"no answer within {limit.InSeconds()} s");
        }
        finally
        {
            await end.CancelAsync().ConfigureAwait(false);
        }

        async Task<(IDnsQueryResponse? Answer, SocketException? Failure)> TryAsync(QueryType type)
        {
            try
            {
                return (await client.QueryAsync(host, type, cancellationToken: end.Token).WaitAsync(limit, end.Token).ConfigureAwait(false), null);
            }
            catch (Exception exception) when (exception is DnsResponseException or SocketException or OperationCanceledException or TimeoutException)
            {
                return (null, Find(exception));
            }
        }
    }

    /// <summary>The DNS servers that this machine is set to use.</summary>
    public static IReadOnlyList<IPEndPoint> OfThisMachine()
    {
        try
        {
            // Windows lists fec0:0:0:ffff::1 to 3, which exist nowhere, where an interface has none.
            return [.. NetworkInterface.GetAllNetworkInterfaces().Where(one => one.OperationalStatus != OperationalStatus.Down).SelectMany(one => one.GetIPProperties().DnsAddresses).Where(address => !address.IsIPv6SiteLocal).Distinct().Select(address => new IPEndPoint(address, Port))];
        }
        catch (Exception exception) when (exception is NetworkInformationException or PlatformNotSupportedException or IOException)
        {
            return [];
        }
    }

    // Only a socket that is connected is told that nobody listens, and DnsClient's is not.
    private static async Task<SocketException?> RefusalAsync(IPEndPoint server, TimeSpan limit, CancellationToken cancellationToken)
    {
        // A question for the name servers of the root, which every DNS server understands.
        byte[] question = [0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 1];
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        end.CancelAfter(limit);
        try
        {
            using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            await socket.ConnectAsync(server, end.Token).ConfigureAwait(false);
            await socket.SendAsync(question, end.Token).ConfigureAwait(false);
            await socket.ReceiveAsync(new byte[1], end.Token).ConfigureAwait(false);
            return null;
        }
        catch (SocketException exception) when (exception.SocketErrorCode != SocketError.MessageSize)
        {
            return exception;
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            return null;
        }
    }

    private static DnsAnswer Silent(SocketException failure) => DnsAnswer.Of(DnsAnswerKind.Silence, $"no answer ({failure.SocketErrorCode})");

    private static SocketException? Find(Exception? exception)
    {
        while (exception is not (null or SocketException))
        {
            exception = exception.InnerException;
        }

        return exception as SocketException;
    }
}
