using Apertis.Engine;
using Apertis.Gateway;

namespace Apertis.Tests.Setup;

/// <summary>A session and a gateway that the tests of one class share. The module's commands use a good key unless told otherwise.</summary>
public sealed class Bench : IAsyncLifetime, IDisposable
{
    private EngineSession? _session;
    private GatewayServer? _gateway;

    /// <summary>The session.</summary>
    public EngineSession Session => _session!;

    /// <summary>The gateway, over plain http.</summary>
    public GatewayServer Gateway => _gateway!;

    /// <summary>Starts both.</summary>
    public async Task InitializeAsync()
    {
        _gateway = await GatewayServer.StartAsync();
        _session = new EngineSession();
        _session.SetDefault("ApiKey", GatewayKeys.Good);
        _session.SetDefault("BaseUri", Gateway.BaseUri.ToString());
    }

    /// <summary>Runs a script whose commands talk to the gateway in good order, and forgets earlier errors.</summary>
    /// <param name="script">The script, as a user types it.</param>
    public EngineResult Run(string script) => Run(Gateway.BaseUri, script);

    /// <summary>Runs a script whose commands talk to that address.</summary>
    /// <param name="baseUri">The base URI.</param>
    /// <param name="script">The script, as a user types it.</param>
    /// <param name="stop">Ctrl+C.</param>
    public EngineResult Run(Uri baseUri, string script, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(baseUri);
        Session.SetDefault("BaseUri", baseUri.ToString());
        return Session.Run(script, stop);
    }

    /// <summary>What a console shows of a script whose commands talk to that address.</summary>
    /// <param name="baseUri">The base URI.</param>
    /// <param name="script">The script, as a user types it.</param>
    public string Show(Uri baseUri, string script)
    {
        ArgumentNullException.ThrowIfNull(baseUri);
        Session.SetDefault("BaseUri", baseUri.ToString());
        return Session.Show(script);
    }

    /// <summary>Ends the session.</summary>
    public void Dispose() => _session?.Dispose();

    /// <summary>Ends the gateway.</summary>
    public async Task DisposeAsync() => await Gateway.DisposeAsync();
}
