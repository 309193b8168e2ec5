using Apertis.Engine;
using Apertis.Gateway;
using Apertis.Tests.Setup;

namespace Apertis.Tests.Secrets;

/// <summary>Keys that come from the environment or the configuration file are as secret as given ones.</summary>
[Collection(SerialCollection.Name)]
public sealed class SecretSourcesTests : IAsyncLifetime, IDisposable
{
    private static readonly Secret Planted = SecretHunt.Planted;

    private readonly EngineSession _session = new();
    private readonly ProcessState _state = new();
    private GatewayServer? _gateway;

    public static TheoryData<string> CommandCases => [.. SecretHunt.Commands];

    private GatewayServer Gateway => _gateway!;

    public async Task InitializeAsync()
    {
        _gateway = await GatewayServer.StartAsync();
        _session.SetDefault("BaseUri", Gateway.BaseUri.ToString());
    }

    public async Task DisposeAsync() => await Gateway.DisposeAsync();

    public void Dispose()
    {
        _session.Dispose();
        _state.Dispose();
    }

    [Theory]
    [MemberData(nameof(CommandCases))]
    public void Key_from_the_environment_or_the_configuration_file_is_not_shown(string command)
    {
        _session.SetDefault("BaseUri", Gateway.WithFault("echo-secret", ("on", "chat,models,key,v2,usage,info")).ToString());

        _state.With("APERTIS_API_KEY", Planted.Value);
        _session.AssertSecretsStay(command);

        _state.With("APERTIS_API_KEY", null).WithConfiguration($$"""{"apiKey":"{{Planted.Value}}"}""");
        _session.AssertSecretsStay(command);
    }

    [Fact]
    public void Broken_configuration_file_is_not_quoted()
    {
        _state.WithConfiguration($$"""{"apiKey":"{{Planted.Value}}" {{Planted.Value}} """);

        foreach (var command in SecretHunt.Commands)
        {
            _session.AssertSecretsStay(command);
        }
    }
}
