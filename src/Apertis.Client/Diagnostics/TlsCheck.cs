using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Apertis.Client.Diagnostics;

/// <summary>Whether a TLS handshake succeeds, and what the server's certificate says.</summary>
internal sealed class TlsCheck : DiagnosticCheck
{
    public override string Name => "Tls";

    public override IReadOnlyList<string> BuildsOn => ["Tcp"];

    public override string? Target(DiagnosticContext context) => context.Settings.Base?.Host;

    public override async Task<ConnectionCheck> RunAsync(DiagnosticContext context, CancellationToken cancellationToken)
    {
        if (!context.Base.IsHttps)
        {
            return Skipped("the base URI says http; there is no TLS to check");
        }

        if (context.Proxy is { } proxy)
        {
            return Skipped($"calls go through the proxy {proxy}; the Http check makes the handshake through it");
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(context.Limit);
        CertificateReport? report = null;
        try
        {
            using var socket = new Socket(context.ReachableAddress!.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(context.ReachableAddress, context.Base.Uri.Port, limit.Token).ConfigureAwait(false);
            using var stream = new SslStream(new NetworkStream(socket));
            var options = new SslClientAuthenticationOptions
            {
                TargetHost = context.Base.Host,
                RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                {
                    report = CertificateReport.From(certificate, chain, errors, context.Base.Host, DateTimeOffset.UtcNow);
                    return errors == SslPolicyErrors.None ? true : throw new CertificateRejectedException(report);
                },
            };
            await stream.AuthenticateAsClientAsync(options, limit.Token).ConfigureAwait(false);
            var evidence = new Dictionary<string, string>(report!.Evidence, StringComparer.OrdinalIgnoreCase)
            {
                ["Protocol"] = stream.SslProtocol.ToString(),
                ["CipherSuite"] = stream.NegotiatedCipherSuite.ToString(),
            };
            return Passed($"{stream.SslProtocol}; {report.Detail}", evidence);
        }
        catch (Exception exception) when (exception is AuthenticationException or SocketException or IOException)
        {
            // A server that hangs up in the middle of the handshake is a failure of TLS: TCP has been shown to work.
            var match = exception is AuthenticationException ? exception : new AuthenticationException(exception.Message, exception);
            return Failed(ExceptionLookup.Match(match, context.Failure(isTcpConnected: true)), context);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed(ExceptionLookup.Match(new TimeoutException(), context.Failure(isTcpConnected: true)), context);
        }
    }
}
