using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Apertis.Client.Http;

namespace Apertis.Diagnostics.Probes;

/// <summary>
/// One TLS handshake with the API's host, made the way a call makes it, through whatever proxy a call goes through. No key and no prompt is
/// sent: the connection is closed as soon as it stands, or, where the server's time is asked for, after its headers.
/// </summary>
/// <param name="connection">How connections are made.</param>
/// <param name="apiBase">The API.</param>
/// <param name="address">The first hop's address to use; null to look it up.</param>
internal sealed class HandshakeAttempt(ConnectionOptions connection, ApiBase apiBase, IPAddress? address)
{
    private Func<FirstBytes>? _received;
    private CertificateReport? _certificate;
    private (SslProtocols Protocol, TlsCipherSuite CipherSuite)? _agreed;
    private bool _acceptsWrongTime;

    /// <summary>Makes the handshake.</summary>
    /// <param name="limit">The longest that it may take.</param>
    /// <param name="cancellationToken">The caller's wish to stop.</param>
    public async Task<Handshake> RunAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        var (response, failure) = await SendAsync(limit, cancellationToken).ConfigureAwait(false);
        response?.Dispose();
        var received = _received?.Invoke() ?? FirstBytes.None;
        return _agreed is { } agreed
            ? new Handshake { Certificate = _certificate, Protocol = agreed.Protocol, CipherSuite = agreed.CipherSuite, Received = received }
            : new Handshake { Certificate = _certificate, Failure = failure, Received = received };
    }

    /// <summary>Asks for the server's time, also where the only fault of its certificate is its time.</summary>
    /// <param name="limit">The longest that it may take.</param>
    /// <param name="time">This machine's clock.</param>
    /// <param name="cancellationToken">The caller's wish to stop.</param>
    /// <returns>Null when the server does not tell.</returns>
    public async Task<ServerClock?> AskTimeAsync(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        _acceptsWrongTime = true;
        var (response, _) = await SendAsync(limit, cancellationToken).ConfigureAwait(false);
        using (response)
        {
            return response is null ? null : ServerClock.From(ApiResponse.Join(response.Headers, response.Content.Headers), time.GetUtcNow());
        }
    }

    private async Task<(HttpResponseMessage? Response, Exception? Failure)> SendAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        end.CancelAfter(limit);
        var proxy = ConnectionPool.ProxyOf(connection);
        using var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectCallback = (context, _) => ConnectAsync(context.DnsEndPoint, end.Token),
            ConnectTimeout = Timeout.InfiniteTimeSpan,
            PlaintextStreamFilter = ReadyAsync,
            Proxy = proxy,
            UseCookies = false,
            UseProxy = proxy is not null,
        };
        handler.SslOptions.RemoteCertificateValidationCallback = Validate;
        using var invoker = new HttpMessageInvoker(handler, disposeHandler: false);
        using var request = new HttpRequestMessage(HttpMethod.Head, apiBase.Catalogue) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionOrLower };
        try
        {
            return (await invoker.SendAsync(request, end.Token).ConfigureAwait(false), null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, new TimeoutException());
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or ObjectDisposedException or NotSupportedException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return (null, end.IsCancellationRequested ? new TimeoutException() : exception);
        }
        finally
        {
            await end.CancelAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask<Stream> ConnectAsync(DnsEndPoint hop, CancellationToken cancellationToken)
    {
        var socket = address is null
            ? await AddressRace.ConnectAsync(hop, cancellationToken).ConfigureAwait(false)
            : await AddressRace.ConnectAsync(address, hop.Port, cancellationToken).ConfigureAwait(false);
        // The handler itself lets a connection that nobody waits for any more live on for seconds.
        _ = cancellationToken.UnsafeRegister(static state => ((Socket)state!).Dispose(), socket);
        var stream = new RecordingStream(new NetworkStream(socket, ownsSocket: true));
        _received = () => stream.Received;
        return stream;
    }

    private bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        // A proxy may have a certificate of its own.
        var host = (sender as SslStream)?.TargetHostName ?? apiBase.Host;
        var report = CertificateReport.From(certificate, chain, errors, host, DateTimeOffset.UtcNow);
        if (host == apiBase.Host)
        {
            _certificate = report;
        }

        return errors == SslPolicyErrors.None || (_acceptsWrongTime && report.IsTimeTheOnlyFault) ? true : throw new CertificateRejectedException(report);
    }

    private ValueTask<Stream> ReadyAsync(SocketsHttpPlaintextStreamFilterContext context, CancellationToken cancellationToken)
    {
        // The handler's own request for a tunnel has a connection before the tunnel is there.
        if (context.InitialRequestMessage.Method == HttpMethod.Connect)
        {
            return ValueTask.FromResult(context.PlaintextStream);
        }

        if (context.PlaintextStream is SslStream secured)
        {
            _agreed = (secured.SslProtocol, secured.NegotiatedCipherSuite);
        }

        return _acceptsWrongTime ? ValueTask.FromResult(context.PlaintextStream) : throw new IOException("The handshake is done; nothing is to be sent.");
    }
}
