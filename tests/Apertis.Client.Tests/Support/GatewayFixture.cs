using Apertis.Gateway;

namespace Apertis.Client.Tests.Support;

/// <summary>One gateway over plain http for the tests of a class; each test has faults, and so requests, of its own.</summary>
public sealed class GatewayFixture : IAsyncLifetime
{
    public GatewayServer Gateway { get; private set; } = null!;

    public async Task InitializeAsync() => Gateway = await GatewayServer.StartAsync();

    public async Task DisposeAsync() => await Gateway.DisposeAsync();
}
