using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Apertis.Diagnostics.Probes;

namespace Apertis.Diagnostics;

/// <summary>Whether a TLS handshake succeeds, what the server's certificate says, and who vouches for it.</summary>
internal sealed class TlsCheck : DiagnosticCheck
{
    public override string Name => "Tls";

    public override IReadOnlyList<string> BuildsOn => ["Proxy", "Tcp"];

    public override string? Target(DiagnosticContext context) => context.Settings.Base?.Host;

    public override async Task<ConnectionCheck> RunAsync(DiagnosticContext context, CancellationToken cancellationToken)
    {
        if (!context.Base.IsHttps)
        {
            return Skipped("the base URI says http; there is no TLS to check");
        }

        var handshake = await context.HandshakeAsync(cancellationToken).ConfigureAwait(false);
        if (handshake.Failure is { } failure)
        {
            var match = Explain(handshake, failure, context).With(Fact.Proxy, context.ShownProxy);
            return Failed(handshake.Certificate is { IsTimeTheOnlyFault: true } ? await CompareClocksAsync(match, context, cancellationToken).ConfigureAwait(false) : match, context);
        }

        var report = handshake.Certificate!;
        var evidence = new Dictionary<string, string>(report.Evidence, StringComparer.OrdinalIgnoreCase)
        {
            ["Protocol"] = handshake.Protocol.ToString(),
            ["CipherSuite"] = handshake.CipherSuite.ToString(),
        };
        if (context.ShownProxy is { } proxy)
        {
            evidence[Fact.Proxy] = proxy;
        }

        return IsProbablyInspected(report, context)
            ? Warning($"{handshake.Protocol}; TLS is probably being inspected: the chain ends at {evidence[Fact.Root]}, which is trusted here but is none of the public authorities known on {PublicRoots.AsOf}", GuideMatch.Local("TlsInspection", null).With(evidence))
            : Passed($"{handshake.Protocol}; {report.Detail}{(PublicRoots.Contains(report) ? string.Empty : $" (its root is no public one: {evidence[Fact.Root]})")}", evidence);
    }

    // The server's own time tells whether it is the certificate or this machine that is out of its time.
    private static async Task<GuideMatch> CompareClocksAsync(GuideMatch match, DiagnosticContext context, CancellationToken cancellationToken)
    {
        context.ServerClock = await context.AskTimeAsync(cancellationToken).ConfigureAwait(false);
        return match.With(Fact.ClockChecked, context.ServerClock is { IsRight: true } clock ? clock.Agreement : null);
    }

    private static GuideMatch Explain(Handshake handshake, Exception failure, DiagnosticContext context)
    {
        // A server that hangs up in the middle of the handshake is a failure of TLS: TCP has been shown to work.
        var cause = failure is TimeoutException || handshake.Certificate?.Problem is not null ? failure : new AuthenticationException(failure.Message, failure);
        var match = ExceptionLookup.Match(cause, new FailureContext { Host = context.Base.Host, Port = context.Base.Uri.Port, ConnectionTimeout = context.Options.Limit, IsTcpConnected = true });
        return match.Problem.Id switch
        {
            "CertificateUntrusted" when IsStoreEmpty() => match with { Problem = TroubleshootingGuide.Get("CertificateStoreMissing"), Detail = $"no certificate at all is trusted here, not even {match.Evidence[Fact.Root]}" },
            "CertificateUntrusted" when IsProbablyInspected(handshake.Certificate!, context) => match with { Problem = TroubleshootingGuide.Get("TlsInspection"), Detail = $"the chain ends at {match.Evidence[Fact.Root]}, which is neither trusted here nor one of the public authorities known on {PublicRoots.AsOf}" },
            "CertificateUntrusted" when handshake.Certificate is { HasRoot: false } => match.With(Fact.MissingIssuer, match.Evidence[Fact.Root]),
            "TlsHandshakeFailed" => Explain(match, handshake.Received, context),
            _ => match,
        };
    }

    private static GuideMatch Explain(GuideMatch match, FirstBytes received, DiagnosticContext context)
    {
        // Through a tunnel, the first bytes are the proxy's.
        if (context.Proxy.Uri is not null)
        {
            return match;
        }

        var endpoint = $"{context.Base.Host} port {context.Base.Uri.Port}";
        var detail = received.IsEmpty ? $"{endpoint} took the connection and closed it without a word"
            : received.IsHttp ? $"{endpoint} speaks plain http, not TLS: it answered '{received.Text}'"
            : !received.IsTls ? $"{endpoint} does not speak TLS: it sent {(received.Text is { } text ? $"'{text}'" : "bytes that are none of it")}"
            : received.Alert == "protocol_version" ? $"{endpoint} and this machine have no version of TLS in common"
            : received.Alert is { } alert ? $"{endpoint}, speaking {received.Version}, ended the handshake: {alert}"
            : match.Detail;
        return (match with { Detail = detail })
            .With(Fact.FirstBytes, received.Text)
            .With(Fact.PlainHttp, received.IsHttp ? context.Base.Uri.ToString() : null)
            .With(Fact.TlsVersion, received.Version)
            .WithAlert(received.Alert);
    }

    // Where a private authority is to be expected, its root means nothing: a server of this network has one of its own.
    private static bool IsProbablyInspected(CertificateReport report, DiagnosticContext context)
    {
        var isStrange = report.HasRoot ? !PublicRoots.Contains(report) && !report.IsSelfSigned : !report.NamesItsIssuersAddress;
        return isStrange && (context.Proxy.Uri is not null || (HostName.IsPublic(context.Base.Host) && !context.Addresses.All(HostName.IsPrivate)));
    }

    private static bool IsStoreEmpty() => new[] { StoreLocation.LocalMachine, StoreLocation.CurrentUser }.All(location =>
    {
        using var store = new X509Store(StoreName.Root, location);
        try
        {
            store.Open(OpenFlags.ReadOnly);
            return store.Certificates.Count == 0;
        }
        catch (Exception exception) when (exception is System.Security.Cryptography.CryptographicException or PlatformNotSupportedException)
        {
            // A user who has no store of his own trusts nobody in it.
            return true;
        }
    });
}
