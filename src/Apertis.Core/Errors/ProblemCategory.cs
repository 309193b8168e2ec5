namespace Apertis;

/// <summary>The categories of the vendor's troubleshooting guide. Every problem belongs to exactly one.</summary>
public enum ProblemCategory
{
    /// <summary>The key is missing, malformed, unknown or expired (HTTP 401).</summary>
    Authentication,

    /// <summary>The key is known but may not do this (HTTP 403), or the edge in front of the API refused the client.</summary>
    Permission,

    /// <summary>Quota, balance, subscription or payment (HTTP 402).</summary>
    Billing,

    /// <summary>Too many requests in the window (HTTP 429).</summary>
    RateLimit,

    /// <summary>The model does not exist, or not for this key.</summary>
    Model,

    /// <summary>The request itself, or the settings it was made from, is wrong.</summary>
    Request,

    /// <summary>No complete answer in time.</summary>
    Timeout,

    /// <summary>TLS and certificates, and keys that would travel unencrypted.</summary>
    Tls,

    /// <summary>The host name does not resolve.</summary>
    Dns,

    /// <summary>The TCP connection could not be made or broke.</summary>
    Connection,

    /// <summary>The proxy between this machine and the API.</summary>
    Proxy,

    /// <summary>A streamed answer was cut off, stalled or malformed.</summary>
    Streaming,

    /// <summary>The service failed, or answered with something that makes no sense.</summary>
    Server,
}
