using System.Management.Automation;
using Apertis.Engine;
using Apertis.Gateway;
using Apertis.Tests.Setup;

namespace Apertis.Tests.Errors;

/// <summary>A set-up that is broken ends the command before any request.</summary>
[Collection(SerialCollection.Name)]
public sealed class SetUpErrorTests : IAsyncLifetime, IDisposable
{
    private readonly EngineSession _session = new();
    private readonly ProcessState _state = new();
    private GatewayServer? _gateway;

    public async Task InitializeAsync()
    {
        _gateway = await GatewayServer.StartAsync();
        _session.SetVariable("uri", _gateway.BaseUri.ToString());
        _session.SetVariable("key", GatewayKeys.Good);
    }

    public async Task DisposeAsync() => await _gateway!.DisposeAsync();

    public void Dispose()
    {
        _session.Dispose();
        _state.Dispose();
    }

    [Theory]
    [InlineData("Invoke-ApertisChat hello")]
    [InlineData("'a', 'b' | Invoke-ApertisChat")]
    [InlineData("Get-ApertisModel -Accessible")]
    public void No_key_from_any_source_is_MissingApiKey(string command)
    {
        var error = Terminating($"{command} -BaseUri $uri");

        AssertRow(error, "MissingApiKey", "Authentication", ErrorCategory.AuthenticationError);
        Assert.Contains("APERTIS_API_KEY", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("''")]
    [InlineData("'  '")]
    [InlineData("'Bearer '")]
    [InlineData("'\"\"'")]
    [InlineData("$null")]
    [InlineData("\"sk-$([char]0xE9)aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"")]
    [InlineData("\"sk-aaaaaaaaaaaaaaaaaaaa aaaaaaaaaaaaaaaa\"")]
    public void Key_that_can_not_be_sent_is_MalformedApiKey(string key) =>
        AssertRow(Terminating($"Invoke-ApertisChat hello -BaseUri $uri -ApiKey ({key})"), "MalformedApiKey", "Authentication", ErrorCategory.AuthenticationError);

    [Theory]
    [InlineData("Invoke-ApertisChat hello")]
    [InlineData("Get-ApertisModel")]
    public void Key_in_place_of_the_base_is_masked(string command)
    {
        const string Swapped = "sk-unknownKEYunknownKEYunknownKEY0123456789";
        _state.With("APERTIS_BASE_URL", Swapped).With("APERTIS_API_KEY", "https://gateway.invalid");

        foreach (var error in new[] { Terminating($"{command} -ApiKey $key -BaseUri {Swapped}"), Terminating($"{command} -ApiKey $key") })
        {
            Assert.Equal("InvalidBaseUri", error.Id());
            Assert.Contains("sk-un…6789", error.ErrorDetails.Message, StringComparison.Ordinal);
            var evidence = (System.Collections.IEnumerable)error.Exception.Get("Evidence")!;
            Assert.DoesNotContain("unknownKEY", $"{error.ErrorDetails.Message} {error.ErrorDetails.RecommendedAction} {error.Exception} {string.Join(' ', evidence.Cast<object>())}", StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("-Model ''")]
    [InlineData("-Model '  '")]
    [InlineData("-Model $null")]
    public void Empty_model_is_refused_before_any_request(string parameter)
    {
        var error = Terminating($"'a', 'b' | Invoke-ApertisChat -BaseUri $uri -ApiKey $key {parameter}");

        Assert.Equal("InvalidParameter", error.Id());
        Assert.Contains("-Model", error.ErrorDetails.Message, StringComparison.Ordinal);
        Assert.Empty(_gateway!.Requests);
    }

    [Fact]
    public void Host_that_no_name_can_be_is_InvalidBaseUri_and_still_a_verdict()
    {
        var address = $"https://{string.Join('.', Enumerable.Repeat(new string('a', 50), 6))}/v1";
        _session.SetVariable("long", address);

        Assert.Equal("InvalidBaseUri", Terminating("Invoke-ApertisChat hello -ApiKey $key -BaseUri $long").Id());
        var checks = _session.Run("Test-ApertisConnection -ApiKey $key -BaseUri $long");
        Assert.Empty(checks.Errors);
        Assert.Equal(("Verdict", "InvalidBaseUri"), (checks.Output[^1].Text("Name"), checks.Output[^1].Text("Problem")));
        Assert.Equal(false, _session.Run("Test-ApertisConnection -ApiKey $key -BaseUri $long -Quiet").OnlyOutput().BaseObject);
    }

    [Fact]
    public void Names_in_the_configuration_file_may_have_other_capitals()
    {
        _state.WithConfiguration($$"""{"apikey":"{{GatewayKeys.Good}}","BASEURL":"{{_gateway!.BaseUri}}"}""");

        Assert.Equal("You said: hello", _session.Run("Invoke-ApertisChat hello").OnlyOutput().ToString());
    }

    [Fact]
    public void Malformed_key_is_reported_with_position_and_code_point()
    {
        var error = Terminating("Invoke-ApertisChat hello -BaseUri $uri -ApiKey \"sk-abcd$([char]0x0440)fghijklmnopqrstuvwxyzABCDEFGH\"");

        Assert.Contains("position 8", error.ErrorDetails.Message, StringComparison.Ordinal);
        Assert.Contains("U+0440", error.ErrorDetails.Message, StringComparison.Ordinal);
        Assert.Contains("position 8", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void Empty_secret_does_not_let_another_source_step_in()
    {
        _state.With("APERTIS_API_KEY", GatewayKeys.Good);

        Assert.Equal("MalformedApiKey", Terminating("Invoke-ApertisChat hello -BaseUri $uri -ApiKey $notFound").Id());
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("ftp://127.0.0.1/v1")]
    [InlineData("/v1")]
    [InlineData("http://")]
    [InlineData("api.apertis.ai")]
    [InlineData("file:///etc/passwd")]
    public void Base_that_is_no_http_address_is_InvalidBaseUri(string text)
    {
        _session.SetVariable("bad", text);

        AssertRow(Terminating("Invoke-ApertisChat hello -BaseUri $bad -ApiKey $key"), "InvalidBaseUri", "Request", ErrorCategory.InvalidArgument);
        AssertRow(Terminating("Get-ApertisModel -BaseUri $bad"), "InvalidBaseUri", "Request", ErrorCategory.InvalidArgument);
    }

    [Theory]
    [InlineData("api.apertis.ai", "https://api.apertis.ai/v1")]
    [InlineData("127.0.0.1:18222", "http://127.0.0.1:18222/v1")]
    [InlineData("localhost:18222/gateway/", "http://localhost:18222/gateway/v1")]
    [InlineData("nonsense", null)]
    [InlineData("ftp://127.0.0.1/v1", null)]
    [InlineData("kim:horse@gateway.example", null)]
    [InlineData("https:/api.apertis.ai", null)]
    [InlineData("https//api.apertis.ai", null)]
    public void Base_that_lacks_its_scheme_is_completed_in_the_advice(string text, string? complete)
    {
        _session.SetVariable("bad", text);

        var first = Terminating("Get-ApertisModel -BaseUri $bad").ErrorDetails.RecommendedAction.Split('\n')[0];

        Assert.StartsWith(complete is null ? "Write it in full" : $"Did you mean {complete}?", first, StringComparison.Ordinal);
        Assert.DoesNotContain("horse", first, StringComparison.Ordinal);
    }

    [Fact]
    public void Bad_base_from_the_environment_is_InvalidBaseUri()
    {
        _state.With("APERTIS_BASE_URL", "gateway.local");

        var error = Terminating("Invoke-ApertisChat hello -ApiKey $key");

        AssertRow(error, "InvalidBaseUri", "Request", ErrorCategory.InvalidArgument);
        Assert.Contains("'gateway.local' from $env:APERTIS_BASE_URL", error.ErrorDetails.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ not json")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("\"text\"")]
    public void Configuration_that_can_not_be_parsed_and_is_needed_is_InvalidConfiguration(string text)
    {
        _state.WithConfiguration(text);

        var error = Terminating("Invoke-ApertisChat hello -BaseUri $uri");

        AssertRow(error, "InvalidConfiguration", "Request", ErrorCategory.InvalidData);
        Assert.Contains("config.json", error.ErrorDetails.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Configuration_that_is_not_needed_may_be_broken()
    {
        _state.WithConfiguration("{ not json");

        Assert.Equal("You said: hello", _session.Run("Invoke-ApertisChat hello -BaseUri $uri -ApiKey $key").OnlyOutput().ToString());
    }

    [Fact]
    public void Configuration_that_can_not_be_read_is_InvalidConfiguration()
    {
        Directory.CreateDirectory(ProcessState.ConfigurationPath);
        try
        {
            AssertRow(Terminating("Invoke-ApertisChat hello -BaseUri $uri"), "InvalidConfiguration", "Request", ErrorCategory.InvalidData);
        }
        finally
        {
            Directory.Delete(ProcessState.ConfigurationPath);
        }
    }

    [Theory]
    [InlineData("Invoke-ApertisChat hello -ApiKey $key")]
    [InlineData("Get-ApertisModel -Accessible -ApiKey $key")]
    public void Key_over_plain_http_to_another_machine_is_UnencryptedAuthentication(string command)
    {
        var error = Terminating($"{command} -BaseUri http://gateway.invalid");

        AssertRow(error, "UnencryptedAuthentication", "Tls", ErrorCategory.SecurityError);
        Assert.Contains("http://gateway.invalid", error.ErrorDetails.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Key_over_plain_http_goes_out_when_the_user_says_so()
    {
        var error = _session.Run("Invoke-ApertisChat hello -ApiKey $key -BaseUri http://gateway.invalid -AllowUnencryptedAuthentication -MaximumRetryCount 0").OnlyError();

        Assert.Equal("NameResolutionFailed", error.Id());
    }

    [Fact]
    public void Parameter_beats_environment_beats_configuration()
    {
        _state.WithConfiguration($$"""{"apiKey":"{{GatewayKeys.Subscription}}","baseUrl":"{{_gateway!.BaseUri}}"}""");
        Assert.Equal(GatewayKeys.Subscription, KeySentBy("Invoke-ApertisChat hello"));

        _state.With("APERTIS_API_KEY", GatewayKeys.WithoutUsage).With("APERTIS_BASE_URL", _gateway.WithFault("none").ToString());
        Assert.Equal(GatewayKeys.WithoutUsage, KeySentBy("Invoke-ApertisChat hello"));
        Assert.StartsWith("/fault/none", _gateway.Requests[^1].Path, StringComparison.Ordinal);

        Assert.Equal(GatewayKeys.Good, KeySentBy("Invoke-ApertisChat hello -ApiKey $key -BaseUri $uri"));
        Assert.Equal("/v1/chat/completions", _gateway.Requests[^1].Path);
    }

    [Fact]
    public void Blank_environment_variables_count_as_not_set()
    {
        _state.WithConfiguration($$"""{"apiKey":"{{GatewayKeys.Subscription}}","baseUrl":"{{_gateway!.BaseUri}}"}""")
            .With("APERTIS_API_KEY", " ").With("APERTIS_BASE_URL", " ").With("APERTIS_MODEL", " ");

        Assert.Equal(GatewayKeys.Subscription, KeySentBy("Invoke-ApertisChat hello"));
    }

    [Fact]
    public void Model_comes_from_the_parameter_then_the_environment_then_is_gpt_4_1()
    {
        Assert.Equal("gpt-4.1", _session.Run("Invoke-ApertisChat hello -ApiKey $key -BaseUri $uri").OnlyOutput().Get("RequestedModel"));

        _state.With("APERTIS_MODEL", "gpt-4o-mini");
        Assert.Equal("gpt-4o-mini", _session.Run("Invoke-ApertisChat hello -ApiKey $key -BaseUri $uri").OnlyOutput().Get("RequestedModel"));
        Assert.Equal("gpt-4o", _session.Run("Invoke-ApertisChat hello -Model gpt-4o -ApiKey $key -BaseUri $uri").OnlyOutput().Get("RequestedModel"));
    }

    [Theory]
    [InlineData("/v1")]
    [InlineData("/v1/")]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/v1/chat/completions")]
    [InlineData("/v1/chat/completions/")]
    public void Every_form_of_the_base_works(string path)
    {
        _session.SetVariable("form", _gateway!.Root.ToString().TrimEnd('/') + path);

        Assert.Equal("You said: hello", _session.Run("Invoke-ApertisChat hello -BaseUri $form -ApiKey $key").OnlyOutput().ToString());
        Assert.Equal("/v1/chat/completions", _gateway.Requests[^1].Path);
        Assert.NotEmpty(_session.Run("Get-ApertisModel gpt-4o -BaseUri $form").Output);
        Assert.Equal("/api/models", _gateway.Requests[^1].Path);
    }

    private static void AssertRow(ErrorRecord error, string id, string category, ErrorCategory native)
    {
        Assert.Equal(id, error.Id());
        error.AssertWellFormed();
        Assert.Equal(category, error.Exception.Text("Category"));
        Assert.Equal(native, error.CategoryInfo.Category);
        Assert.Empty(error.Exception.List("Attempts"));
        Assert.Null(error.Exception.Get("StatusCode"));
    }

    private string KeySentBy(string command)
    {
        _session.Run(command).OnlyOutput();
        return _gateway!.Requests[^1].Headers["Authorization"]["Bearer ".Length..];
    }

    private ErrorRecord Terminating(string command)
    {
        var result = _session.Run(Reading.Catching(command));
        Assert.True(result.IsTerminated);
        Assert.Empty(_gateway!.Requests);
        return result.OnlyError();
    }
}
