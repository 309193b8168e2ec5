using Apertis.Engine;
using Apertis.Gateway;
using Apertis.Tests.Setup;

namespace Apertis.Tests.Keys;

/// <summary>Where a key is taken from when none is given.</summary>
[Collection(SerialCollection.Name)]
public sealed class KeySourceTests : IAsyncLifetime, IDisposable
{
    private readonly EngineSession _session = new();
    private readonly ProcessState _state = new();
    private GatewayServer? _gateway;

    public async Task InitializeAsync()
    {
        _gateway = await GatewayServer.StartAsync();
        _session.SetDefault("BaseUri", _gateway.BaseUri.ToString());
    }

    public async Task DisposeAsync() => await _gateway!.DisposeAsync();

    public void Dispose()
    {
        _session.Dispose();
        _state.Dispose();
    }

    [Fact]
    public void No_key_is_Missing_as_data()
    {
        var status = _session.Run("Test-ApertisKey").OnlyOutput();

        Assert.Equal(("Missing", "MissingApiKey", false, false), (status.Text("Status"), status.Text("Problem"), status.Get("IsValid"), status.Get("IsUsable")));
        Assert.Null(status.Get("Key"));
        Assert.Null(status.Get("Source"));
        Assert.Equal("Unknown", status.Text("Kind"));
        Reading.AssertSteps(status.Text("RecommendedAction"));
        Assert.Empty(_gateway!.Requests);
        Assert.Equal(false, _session.Run("Test-ApertisKey -Quiet *>&1").OnlyOutput().BaseObject);
    }

    [Fact]
    public void Key_from_the_environment_is_named_as_such()
    {
        _state.With("APERTIS_API_KEY", GatewayKeys.Good);

        var status = _session.Run("Test-ApertisKey").OnlyOutput();

        Assert.Equal(("Valid", "Environment"), (status.Text("Status"), status.Text("Source")));
    }

    [Fact]
    public void Key_from_the_configuration_file_is_named_as_such()
    {
        _state.WithConfiguration($$"""{ "apiKey": "{{GatewayKeys.Expired}}", "other": [1] }""");

        var status = _session.Run("Test-ApertisKey").OnlyOutput();

        Assert.Equal(("Expired", "ConfigurationFile"), (status.Text("Status"), status.Text("Source")));
        Assert.Contains("config.json", status.Text("RecommendedAction"), StringComparison.Ordinal);
    }

    [Fact]
    public void Given_null_does_not_let_the_environment_step_in()
    {
        _state.With("APERTIS_API_KEY", GatewayKeys.Good);

        Assert.Equal("Malformed", _session.Run("Test-ApertisKey $notFound").OnlyOutput().Text("Status"));
        Assert.Equal("Malformed", _session.Run("Test-ApertisKey -ApiKey ''").OnlyOutput().Text("Status"));
        Assert.Equal("Malformed", _session.Run("$notFound | Test-ApertisKey").OnlyOutput().Text("Status"));
    }

    [Fact]
    public void Broken_configuration_is_data()
    {
        _state.WithConfiguration("{ not json");

        var status = _session.Run("Test-ApertisKey").OnlyOutput();

        Assert.Equal(("NotTested", "InvalidConfiguration", false), (status.Text("Status"), status.Text("Problem"), status.Get("IsUsable")));
        Assert.Null(status.Get("IsValid"));
        Assert.Equal(false, _session.Run("Test-ApertisKey -Quiet *>&1").OnlyOutput().BaseObject);
    }
}
