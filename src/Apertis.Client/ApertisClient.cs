using Apertis.Client.Chat;
using Apertis.Client.Http;
using Apertis.Client.Keys;
using Apertis.Client.Models;

namespace Apertis.Client;

/// <summary>The client of one command: settings found once, one transport, and what can be asked of the API.</summary>
internal sealed class ApertisClient
{
    private readonly ITrafficObserver _observer;

    public ApertisClient(ResolvedSettings settings, ClientOptions options, ITrafficObserver observer, TimeProvider? time = null, Func<double>? jitter = null, FoundProxy? proxy = null)
    {
        _observer = observer;
        Options = options;
        Time = time ?? TimeProvider.System;
        Transport = settings.Base is null ? null : new ApertisTransport(settings, settings.Base, options, observer, Time, jitter, proxy);

        // Whether a proxy takes the key off this machine is known only now.
        var isExposed = settings is { Key: not null, KeyProblem: null, AllowsUnencrypted: false } && Transport?.IsUnencrypted == true;
        Settings = isExposed ? settings with { KeyProblem = SettingsResolver.Unencrypted(settings.Base!, Transport!.Proxy) } : settings;
    }

    /// <summary>Makes a client, for which the system may have to find its proxy first: by a script of the network, say. It gets as long as for a connection; without an answer no call can be made.</summary>
    /// <param name="settings">Key and base as they were found.</param>
    /// <param name="options">How calls are made.</param>
    /// <param name="observer">Told what happens on the wire.</param>
    /// <param name="cancellationToken">The caller's wish to stop.</param>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public static ApertisClient Create(ResolvedSettings settings, ClientOptions options, ITrafficObserver observer, CancellationToken cancellationToken)
    {
        if (settings.Base is not { } apiBase)
        {
            return new ApertisClient(settings, options, observer);
        }

        var pool = ConnectionPool.For(options.Connection);
        var limit = options.Connection.Timeout < options.Timeout ? options.Connection.Timeout : options.Timeout;
        var search = Task.Run(() => pool.FindProxy(apiBase.Uri), cancellationToken);
        return Task.WaitAny([search], (int)limit.TotalMilliseconds, cancellationToken) < 0
            ? new ApertisClient(settings with { Base = null, BaseProblem = FoundProxy.NotFoundWithin(limit) }, options, observer)
            : new ApertisClient(settings, options, observer, proxy: search.GetAwaiter().GetResult());
    }

    public ResolvedSettings Settings { get; }

    public ClientOptions Options { get; }

    public TimeProvider Time { get; }

    /// <summary>Makes the calls; null when there is no usable base URI.</summary>
    public ApertisTransport? Transport { get; }

    /// <summary>The proxy that calls go through, fit to be shown; null when they go straight.</summary>
    public string? Proxy => Transport?.Proxy;

    /// <summary>Which proxy calls go through, and who says so.</summary>
    public ProxyChoice ProxyChoice => ProxyChoice.Find(Options.Connection, Transport?.ProxyUri, Settings.Base?.Uri, Environment.GetEnvironmentVariable);

    /// <summary>Replaces the secrets of the settings.</summary>
    public Redactor Redactor => Transport?.Redactor ?? new Redactor(Settings.Secrets);

    /// <summary>The models of the API.</summary>
    /// <exception cref="ApertisException">There is no usable base URI.</exception>
    public ModelClient Models() => new(RequireTransport(), Settings.Base!);

    /// <summary>Chat with the API.</summary>
    /// <exception cref="ApertisException">There is no usable base URI or key.</exception>
    public ChatClient Chat() => Chat(RequireTransport());

    /// <summary>Chat with limits of its own for a call and for each wait of a stream.</summary>
    /// <param name="patience">The limits.</param>
    /// <exception cref="ApertisException">There is no usable base URI or key.</exception>
    public ChatClient Chat(TimeSpan patience)
    {
        var proxy = RequireTransport().FoundProxy;
        return Chat(new ApertisTransport(Settings, Settings.Base!, Options with { Timeout = patience, OperationTimeout = patience }, _observer, Time, proxy: proxy));
    }

    /// <summary>A test of the key. What is wrong with the settings is part of its result.</summary>
    public KeyTester KeyTester() => new(Settings, Transport, Time);

    /// <summary>The key to send, the first of several.</summary>
    /// <exception cref="ApertisException">There is no usable key.</exception>
    public ResolvedKey RequireKey() => Settings.KeyProblem is { } problem ? throw Failure(problem) : Settings.Key!;

    private ChatClient Chat(ApertisTransport transport)
    {
        _ = RequireKey();
        return new ChatClient(transport, Settings.Base!, new KeyRing(Settings.Keys, Time), new ModelClient(transport, Settings.Base!));
    }

    private ApertisTransport RequireTransport() => Transport ?? throw Failure(Settings.BaseProblem!);

    private ApertisException Failure(GuideMatch match) => match.Redacted(Redactor).ToException(Time.GetUtcNow());
}
