using Apertis.Client.Chat;
using Apertis.Client.Diagnostics;
using Apertis.Client.Http;
using Apertis.Client.Keys;
using Apertis.Client.Models;

namespace Apertis.Client;

/// <summary>The client of one command: settings found once, one transport, and what can be asked of the API.</summary>
internal sealed class ApertisClient
{
    private readonly ClientOptions _options;
    private readonly ITrafficObserver _observer;
    private readonly TimeProvider _time;
    private readonly ApertisTransport? _transport;

    public ApertisClient(ResolvedSettings settings, ClientOptions options, ITrafficObserver observer, TimeProvider? time = null, Func<double>? jitter = null, FoundProxy? proxy = null)
    {
        _options = options;
        _observer = observer;
        _time = time ?? TimeProvider.System;
        _transport = settings.Base is null ? null : new ApertisTransport(settings, settings.Base, options, observer, _time, jitter, proxy);

        // Whether a proxy takes the key off this machine is known only now.
        var isExposed = settings is { Key: not null, KeyProblem: null, AllowsUnencrypted: false } && _transport?.IsUnencrypted == true;
        Settings = isExposed ? settings with { KeyProblem = SettingsResolver.Unencrypted(settings.Base!, _transport!.Proxy) } : settings;
    }

    /// <summary>Makes a client, for which the system may have to find its proxy first: by a script of the network, say. It gets as long as for a connection; without an answer no call can be made.</summary>
    /// <param name="settings">Key and base as they were found.</param>
    /// <param name="options">How calls are made.</param>
    /// <param name="observer">Told what happens on the wire.</param>
    /// <param name="cancellationToken">The caller's wish to stop.</param>
    public static async Task<ApertisClient> CreateAsync(ResolvedSettings settings, ClientOptions options, ITrafficObserver observer, CancellationToken cancellationToken)
    {
        if (settings.Base is not { } apiBase)
        {
            return new ApertisClient(settings, options, observer);
        }

        var pool = ConnectionPool.For(options.Connection);
        var limit = options.Connection.Timeout < options.Timeout ? options.Connection.Timeout : options.Timeout;
        try
        {
            var proxy = await Task.Run(() => pool.FindProxy(apiBase.Uri), cancellationToken).WaitAsync(limit, cancellationToken).ConfigureAwait(false);
            return new ApertisClient(settings, options, observer, proxy: proxy);
        }
        catch (TimeoutException)
        {
            return new ApertisClient(settings with { Base = null, BaseProblem = FoundProxy.NotFoundWithin(limit) }, options, observer);
        }
    }

    public ResolvedSettings Settings { get; }

    /// <summary>The proxy that calls go through, fit to be shown; null when they go straight.</summary>
    public string? Proxy => _transport?.Proxy;

    /// <summary>Which proxy calls go through, and who says so.</summary>
    public ProxyChoice ProxyChoice => ProxyChoice.Find(_options.Connection, _transport?.ProxyUri, Settings.Base?.Uri, Environment.GetEnvironmentVariable);

    /// <summary>Replaces the secrets of the settings.</summary>
    public Redactor Redactor => _transport?.Redactor ?? new Redactor(Settings.Secrets);

    /// <summary>The models of the API.</summary>
    /// <exception cref="ApertisException">There is no usable base URI.</exception>
    public ModelClient Models() => new(RequireTransport(), Settings.Base!);

    /// <summary>Chat with the API.</summary>
    /// <exception cref="ApertisException">There is no usable base URI or key.</exception>
    public ChatClient Chat()
    {
        var transport = RequireTransport();
        _ = RequireKey();
        return new ChatClient(transport, Settings.Base!, new KeyRing(Settings.Keys, _time), Models());
    }

    /// <summary>A test of the key. What is wrong with the settings is part of its result.</summary>
    public KeyTester KeyTester() => new(Settings, _transport, _time);

    /// <summary>A diagnosis of the way to the API. What is wrong with the settings is part of its result.</summary>
    /// <param name="options">What it is to look at.</param>
    public ConnectionDoctor ConnectionDoctor(DiagnosisOptions options)
    {
        var limits = options with { Limit = options.Limit < _options.Timeout ? options.Limit : _options.Timeout };
        return new ConnectionDoctor(new DiagnosticContext(Settings, _transport, _options.Connection, ProxyChoice, limits, _time, Settings is { Base: not null, KeyProblem: null } ? PatientChat : null));

        ChatClient PatientChat()
        {
            var patience = limits.Limit * DiagnosisOptions.ModelPatience;
            var transport = new ApertisTransport(Settings, Settings.Base!, _options with { Timeout = patience, OperationTimeout = patience }, _observer, _time, proxy: _transport!.FoundProxy);
            return new ChatClient(transport, Settings.Base!, new KeyRing(Settings.Keys, _time), new ModelClient(transport, Settings.Base!));
        }
    }

    /// <summary>The key to send, the first of several.</summary>
    /// <exception cref="ApertisException">There is no usable key.</exception>
    public ResolvedKey RequireKey() => Settings.KeyProblem is { } problem ? throw Failure(problem) : Settings.Key!;

    private ApertisTransport RequireTransport() => _transport ?? throw Failure(Settings.BaseProblem!);

    private ApertisException Failure(GuideMatch match) => match.Redacted(Redactor).ToException(_time.GetUtcNow());
}
