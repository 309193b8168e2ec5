using System.Collections.Concurrent;
using System.Net;
using Apertis.Client;
using Apertis.Client.Chat;
using Apertis.Client.Http;
using Apertis.Diagnostics.Probes;

namespace Apertis.Diagnostics;

/// <summary>What the checks of one run share. A layer leaves here what the layers above it build on.</summary>
internal sealed class DiagnosticContext
{
    private readonly object _lock = new();
    private Task<Handshake>? _handshake;

    public DiagnosticContext(ApertisClient client, DiagnosisOptions options)
    {
        Settings = client.Settings;
        Transport = client.Transport;
        Connection = client.Options.Connection;
        Options = options;
        Time = client.Time;
        Proxy = client.ProxyChoice;
        Chat = Settings is { Base: not null, KeyProblem: null } ? () => client.Chat(ModelLimit) : null;
    }

    public ResolvedSettings Settings { get; }

    /// <summary>Makes HTTP calls; null when the settings allow none.</summary>
    public ApertisTransport? Transport { get; }

    public ConnectionOptions Connection { get; }

    public DiagnosisOptions Options { get; }

    public TimeProvider Time { get; }

    /// <summary>Makes a client for chat that waits as long as a model is waited for; null when the settings allow none.</summary>
    public Func<ChatClient>? Chat { get; }

    public ProxyChoice Proxy { get; }

    /// <summary>The proxy on the way, fit to be shown; null when there is none.</summary>
    public string? ShownProxy => Transport?.Proxy;

    /// <summary>The base. Only for checks above Configuration, which fails without one.</summary>
    public ApiBase Base => Settings.Base!;

    /// <summary>Where the first connection goes: to the proxy, or else to the API's host.</summary>
    public DnsEndPoint FirstHop => Proxy.Uri is { } proxy ? new(proxy.IdnHost.Trim('[', ']'), proxy.Port) : new(Base.Host.Trim('[', ']'), Base.Uri.Port);

    /// <summary>The longest that a check may take that waits for a model's answer.</summary>
    public TimeSpan ModelLimit => Options.Limit * DiagnosisOptions.ModelPatience;

    /// <summary>The results so far, by name, those included that are not written.</summary>
    public ConcurrentDictionary<string, ConnectionCheck> Results { get; } = new(StringComparer.Ordinal);

    /// <summary>The first hop's addresses, once Dns has found them.</summary>
    public IReadOnlyList<IPAddress> Addresses { get; set; } = [];

    /// <summary>An address of the first hop that takes connections, once Tcp has found one.</summary>
    public IPAddress? ReachableAddress { get; set; }

    /// <summary>How far the server's clock is ahead of this machine's, once it has told the time.</summary>
    public ServerClock? ServerClock { get; set; }

    /// <summary>A handshake with the API's host, made once for all that need it.</summary>
    public Task<Handshake> HandshakeAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _handshake ??= NewAttempt().RunAsync(Options.Limit, cancellationToken);
        }
    }

    /// <summary>A further handshake, which also passes a certificate whose only fault is its time, and asks for nothing but the server's time.</summary>
    public Task<ServerClock?> AskTimeAsync(CancellationToken cancellationToken) => NewAttempt().AskTimeAsync(Options.Limit, Time, cancellationToken);

    private HandshakeAttempt NewAttempt() => new(Connection, Base, ReachableAddress);

    public FailureContext Failure(bool isTcpConnected = false) =>
        new() { Host = FirstHop.Host, Port = FirstHop.Port, ConnectionTimeout = Options.Limit, IsTcpConnected = isTcpConnected };
}
