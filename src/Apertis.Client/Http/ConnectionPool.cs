using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Apertis.Client.Http;

/// <summary>The pooled connections of the process, one pool for each way of connecting.</summary>
internal sealed class ConnectionPool : IDisposable
{
    // Long enough to be reused by a script, short enough that a change of DNS is seen soon.
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(2);

    private static readonly ConcurrentDictionary<ConnectionOptions, ConnectionPool> Pools = new();

    private readonly SocketsHttpHandler _handler;
    private volatile bool _hasConnected;

    private ConnectionPool(ConnectionOptions options)
    {
        Proxy = ProxyOf(options);
        AsksSystem = !options.NoProxy && options.Proxy is null;
        _handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = options.AcceptsCompression ? DecompressionMethods.All : DecompressionMethods.None,
            ConnectCallback = ConnectAsync,
            ConnectTimeout = options.Timeout,
            EnableMultipleHttp2Connections = true,
            PlaintextStreamFilter = ReadyAsync,
            PooledConnectionLifetime = Lifetime,
            Proxy = Proxy,
            UseCookies = false,
            UseProxy = Proxy is not null,
        };
        _handler.SslOptions.RemoteCertificateValidationCallback = (sender, certificate, chain, errors) =>
            errors == SslPolicyErrors.None
                ? true
                : throw new CertificateRejectedException(CertificateReport.From(certificate, chain, errors, HostOf(sender), DateTimeOffset.UtcNow));
        Invoker = new HttpMessageInvoker(_handler, disposeHandler: false);
    }

    private HttpMessageInvoker Invoker { get; }

    /// <summary>Whether the system chooses the proxy, for each request anew.</summary>
    public bool AsksSystem { get; }

    /// <summary>Whether any connection of the pool was ever made.</summary>
    public bool HasConnected => _hasConnected;

    private IWebProxy? Proxy { get; }

    public static ConnectionPool For(ConnectionOptions options) => Pools.GetOrAdd(options, static key => new ConnectionPool(key));

    /// <summary>Closes every idle connection of the process. Calls under way end by themselves; a later call opens new pools.</summary>
    public static void CloseAll()
    {
        foreach (var options in Pools.Keys)
        {
            if (Pools.TryRemove(options, out var pool))
            {
                pool.Dispose();
            }
        }
    }

    /// <summary>Sends a request. Where the handler asks the system for the proxy, which it does on the caller's thread, nobody waits for that beyond the limit.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage message, CancellationToken cancellationToken) =>
        AsksSystem ? Task.Run(() => Invoker.SendAsync(message, cancellationToken), cancellationToken).WaitAsync(cancellationToken) : Invoker.SendAsync(message, cancellationToken);

    /// <summary>Finds the proxy that a request to the address goes through. The system may take long for it: some have to run a script, or to find one.</summary>
    public FoundProxy FindProxy(Uri uri)
    {
        var proxy = Proxy is null || Proxy.IsBypassed(uri) ? null : Proxy.GetProxy(uri);
        return new FoundProxy(proxy, proxy is null ? null : Proxy!.Credentials?.GetCredential(proxy, "Basic"));
    }

    public void Dispose()
    {
        Invoker.Dispose();
        _handler.Dispose();
    }

    /// <summary>The choice of proxies for connections that are made so; null to go round every proxy.</summary>
    public static IWebProxy? ProxyOf(ConnectionOptions options)
    {
        if (options.NoProxy)
        {
            return null;
        }

        var credential = options.ProxyUser is null ? null : new NetworkCredential(options.ProxyUser, options.ProxyPassword);
        return options.Proxy is not null ? new WebProxy(options.Proxy) { Credentials = credential }
            : credential is not null ? new SystemProxy(credential)
            : HttpClient.DefaultProxy;
    }

    private static string HostOf(object sender) => (sender as SslStream)?.TargetHostName ?? "the server";

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var trace = TraceOf(context.InitialRequestMessage);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, trace?.ConnectionStarted() ?? default);
        var socket = await AddressRace.ConnectAsync(context.DnsEndPoint, end.Token).ConfigureAwait(false);
        trace?.TcpConnected(socket);
        return new NetworkStream(socket, ownsSocket: true);
    }

    // Called when TCP, proxy tunnel and TLS are done.
    private ValueTask<Stream> ReadyAsync(SocketsHttpPlaintextStreamFilterContext context, CancellationToken cancellationToken)
    {
        // The handler's own request for a tunnel has a connection before the tunnel is there.
        _hasConnected |= context.InitialRequestMessage.Method != HttpMethod.Connect;
        TraceOf(context.InitialRequestMessage)?.ConnectionReady();
        return ValueTask.FromResult(context.PlaintextStream);
    }

    private static ConnectTrace? TraceOf(HttpRequestMessage request) => request.Options.TryGetValue(ConnectTrace.Key, out var trace) ? trace : null;
}
