namespace Apertis;

/// <summary>What was going on when an exception came instead of an answer.</summary>
internal sealed record FailureContext
{
    /// <summary>The API host that was being called.</summary>
    public required string Host { get; init; }

    /// <summary>Port of <see cref="Host"/>.</summary>
    public required int Port { get; init; }

    /// <summary>The proxy in use, without credentials; null when there is none.</summary>
    public string? Proxy { get; init; }

    /// <summary>The limit for making a connection.</summary>
    public TimeSpan ConnectionTimeout { get; init; }

    /// <summary>True once TCP is connected: what is still missing then is the TLS handshake.</summary>
    public bool IsTcpConnected { get; init; }

    /// <summary>Where the connection goes, as it is written in messages.</summary>
    public string Endpoint => $"{Host} port {Port}";
}
