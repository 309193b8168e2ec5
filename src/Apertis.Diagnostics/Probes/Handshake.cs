using System.Net.Security;
using System.Security.Authentication;

namespace Apertis.Diagnostics.Probes;

/// <summary>How a TLS handshake with the API's host went.</summary>
internal sealed record Handshake
{
    /// <summary>What validation said; null when it did not come to that.</summary>
    public CertificateReport? Certificate { get; init; }

    /// <summary>The protocol agreed on; only of a handshake that succeeded.</summary>
    public SslProtocols Protocol { get; init; }

    /// <summary>The cipher suite agreed on; only of a handshake that succeeded.</summary>
    public TlsCipherSuite CipherSuite { get; init; }

    /// <summary>Why it failed; null when it succeeded.</summary>
    public Exception? Failure { get; init; }

    /// <summary>What the server first sent.</summary>
    public FirstBytes Received { get; init; } = FirstBytes.None;

    /// <summary>What the proxy is to blame for; null when the handshake failed behind it, or not at all.</summary>
    /// <param name="context">The call that it stands for.</param>
    public GuideMatch? ProxyFailure(FailureContext context) =>
        Failure is not null && Certificate is null && ExceptionLookup.Match(Failure, context) is { Problem.Category: ProblemCategory.Proxy } match ? match : null;
}
