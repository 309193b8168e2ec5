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

    private ConnectionPool(ConnectionOptions options)
    {
        Proxy = options.NoProxy ? null : ExplicitProxy(options) ?? HttpClient.DefaultProxy;
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

    public HttpMessageInvoker Invoker { get; }

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

    /// <summary>The proxy that a request to the address goes through; null when it goes straight.</summary>
    public Uri? ProxyFor(Uri uri) => Proxy is null || Proxy.IsBypassed(uri) ? null : Proxy.GetProxy(uri);

    /// <summary>The password that the proxy for the address would be given; null when there is none.</summary>
    public string? ProxyPasswordFor(Uri uri) =>
        ProxyFor(uri) is { } proxy ? Proxy!.Credentials?.GetCredential(proxy, "Basic")?.Password : null;

    public void Dispose()
    {
        Invoker.Dispose();
        _handler.Dispose();
    }

    private static WebProxy? ExplicitProxy(ConnectionOptions options) =>
        options.Proxy is null ? null
        : new WebProxy(options.Proxy) { Credentials = options.ProxyUser is null ? null : new NetworkCredential(options.ProxyUser, options.ProxyPassword) };

    private static string HostOf(object sender) => (sender as SslStream)?.TargetHostName ?? "the server";

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        var trace = TraceOf(context.InitialRequestMessage);
        trace?.ConnectionStarted(socket);
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        trace?.TcpConnected();
        return new NetworkStream(socket, ownsSocket: true);
    }

    // Called when TCP, proxy tunnel and TLS are done.
    private static ValueTask<Stream> ReadyAsync(SocketsHttpPlaintextStreamFilterContext context, CancellationToken cancellationToken)
    {
        TraceOf(context.InitialRequestMessage)?.ConnectionReady();
        return ValueTask.FromResult(context.PlaintextStream);
    }

    private static ConnectTrace? TraceOf(HttpRequestMessage request) => request.Options.TryGetValue(ConnectTrace.Key, out var trace) ? trace : null;
}
