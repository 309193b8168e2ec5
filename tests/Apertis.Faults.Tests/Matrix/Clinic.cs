using System.Net;
using Apertis.Engine;
using Apertis.Faults.Places;
using Apertis.Faults.Servers;
using Apertis.Faults.Setup;
using Apertis.Gateway;
using Apertis.Shell;

namespace Apertis.Faults.Matrix;

/// <summary>What the tests of one class share: a session, a gateway, and stand-ins for the world's DNS and the status page, all on loopback.</summary>
public sealed class Clinic : IAsyncLifetime, IDisposable
{
    private EngineSession? _session;
    private GatewayServer? _gateway;
    private NameServer? _names;
    private SocketServer? _statusPage;

    /// <summary>The gateway, over plain http.</summary>
    public GatewayServer Gateway => _gateway!;

    /// <summary>Starts them.</summary>
    public async Task InitializeAsync()
    {
        _gateway = await GatewayServer.StartAsync(new GatewayOptions { WordDelay = TimeSpan.FromMilliseconds(150) });
        _session = new EngineSession();
        _names = new NameServer(Ports.Bind(new IPEndPoint(IPAddress.Loopback, 0)), World.Lookup);
        _statusPage = new SocketServer(World.ShowStatus);
    }

    /// <summary>Ends the session.</summary>
    public void Dispose() => _session?.Dispose();

    /// <summary>Ends the servers.</summary>
    public async Task DisposeAsync()
    {
        await _names!.DisposeAsync();
        await _statusPage!.DisposeAsync();
        await Gateway.DisposeAsync();
    }

    /// <summary>Runs the doctor in a place: in this process where that makes no difference.</summary>
    internal async Task<IReadOnlyList<Finding>> DiagnoseAsync(string parameters, Place place)
    {
        var script = $"Test-ApertisConnection {parameters}";
        script += Unless(parameters, "-ApiKey", GatewayKeys.Good);
        script += Unless(parameters, "-TimeoutSec", "5");
        script += Unless(parameters, "-DnsServer", _names!.Address.ToString());
        script += Unless(parameters, "-StatusPageUri", $"http://127.0.0.1:{_statusPage!.Port}/");
        if (!place.IsHere)
        {
            return await place.DiagnoseAsync(script);
        }

        var result = await Task.Run(() => _session!.Run(script));
        Assert.Empty(result.Errors.Select(error => error.ToString()));
        return [.. result.Output.Select(Finding.From)];
    }

    private static string Unless(string parameters, string name, string value) =>
        parameters.Contains(name, StringComparison.Ordinal) ? string.Empty : $" {name} {value}";
}
