namespace Apertis.Gateway;

/// <summary>How a <see cref="GatewayServer"/> is started.</summary>
public sealed record GatewayOptions
{
    /// <summary>TCP port, 0 to 65535; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>The certificate shown; <see cref="GatewayCertificate.None"/> is plain http.</summary>
    public GatewayCertificate Certificate { get; init; }

    /// <summary>Issues the certificate. Null makes a fresh authority, which the server disposes of.</summary>
    public GatewayAuthority? Authority { get; init; }

    /// <summary>The clock behind Date, X-RateLimit-Reset, created and the like. Pauses always take real time.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Pause between the words of a stream.</summary>
    public TimeSpan WordDelay { get; init; }

    /// <summary>Pause before a chat answer begins.</summary>
    public TimeSpan AnswerDelay { get; init; }

    /// <summary>With a certificate: offer HTTP/2 as well as HTTP/1.1.</summary>
    public bool Http2 { get; init; } = true;

    /// <summary>How many models the catalogue has: the usual ones first, then made-up revisions of them. Null is the usual ones.</summary>
    public int? ModelCount { get; init; }

    /// <summary>Keep what arrives for <see cref="GatewayServer.Requests"/>.</summary>
    public bool RecordRequests { get; init; } = true;
}
