using System.Net;
using Apertis.Client.Http;

namespace Apertis.Client.Diagnostics;

/// <summary>What the checks of one run share. A layer leaves here what the layers above it build on.</summary>
internal sealed class DiagnosticContext(ResolvedSettings settings, ApertisTransport? transport, TimeSpan limit, IReadOnlyDictionary<string, string> environment)
{
    public ResolvedSettings Settings { get; } = settings;

    /// <summary>Makes HTTP calls; null when the settings allow none.</summary>
    public ApertisTransport? Transport { get; } = transport;

    /// <summary>The longest that one check may take.</summary>
    public TimeSpan Limit { get; } = limit;

    /// <summary>Versions of the module, of PowerShell, .NET and the operating system.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; } = environment;

    /// <summary>The base. Only for checks above Configuration, which fails without one.</summary>
    public ApiBase Base => Settings.Base!;

    /// <summary>The proxy on the way; null when there is none.</summary>
    public string? Proxy => Transport?.Proxy;

    /// <summary>The host's addresses, once Dns has found them.</summary>
    public IReadOnlyList<IPAddress> Addresses { get; set; } = [];

    /// <summary>An address that takes connections, once Tcp has found one.</summary>
    public IPAddress? ReachableAddress { get; set; }

    public FailureContext Failure(bool isTcpConnected = false) =>
        new() { Host = Base.Host, Port = Base.Uri.Port, ConnectionTimeout = Limit, IsTcpConnected = isTcpConnected };
}
