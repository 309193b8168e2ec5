using System.Management.Automation;
using System.Text.RegularExpressions;
using Apertis.Engine;
using Apertis.Gateway;
using Apertis.Tests.Secrets;
using Apertis.Tests.Setup;

namespace Apertis.Tests.Reports;

/// <summary>No key, password, user or prompt in a report: neither in a property, nor in its text, its file, or what a console shows of it.</summary>
[Collection(SerialCollection.Name)]
public sealed partial class ReportSecretsTests : IClassFixture<Bench>, IDisposable
{
    private const string Password = SecretHunt.Password;

    private static readonly Secret Planted = SecretHunt.Planted;
    private static readonly Secret Prompt = new("Zanzibar conspirators gather at midnight beneath the Quixotic lighthouse");
    private static readonly Secret System = new("Impersonate Wolfgang Fitzwilliam the Younger");
    private static readonly Secret Folder = new(ProcessSetup.Home);
    private static readonly Secret[] Everything = [Planted, new(Password), Prompt, System, Folder, new(GatewayKeys.Good)];

    private readonly Bench _bench;
    private readonly ProcessState _state = new();
    private readonly string _file = Path.Combine(ProcessSetup.Home, "report.md");

    public ReportSecretsTests(Bench bench)
    {
        ArgumentNullException.ThrowIfNull(bench);
        _bench = bench;
        Session.SetDefault("ApiKey", GatewayKeys.Good);
        Session.SetDefault("Proxy", null);
        Session.SetDefault("ProxyCredential", null);
        Session.SetVariable("key", Planted.Value);
        Session.SetVariable("file", _file);
        Session.SetVariable("prompt", Prompt.Value);
        Session.SetVariable("system", System.Value);
    }

    private EngineSession Session => _bench.Session;

    private Uri Echo => _bench.Gateway.WithFault("echo-secret", ("on", "chat,models,key,v2,usage,info"));

    private Uri Quoting => _bench.Gateway.WithFault("content_policy_violation", ("message", $"'{Prompt.Value}' and '{Prompt.Value[..50]}…' by '{System.Value}' in {ProcessSetup.Home}/x"));

    public void Dispose() => _state.Dispose();

    [Theory]
    [InlineData("Invoke-ApertisChat hello -ApiKey 'sk-Qz7pLm2Vx9Tn4Rb8Ws6Yc3Kd1Hf5Jg0AaBbCcDdEe'")]
    [InlineData("Invoke-ApertisChat hello -ApiKey $key")]
    [InlineData("Invoke-ApertisChat hello -ApiKey ([System.Net.NetworkCredential]::new('', $key).SecurePassword)")]
    [InlineData("Invoke-ApertisChat 'my key is sk-Qz7pLm2Vx9Tn4Rb8Ws6Yc3Kd1Hf5Jg0AaBbCcDdEe' -ApiKey $key")]
    [InlineData("Invoke-ApertisChat hello -Model sk-Qz7pLm2Vx9Tn4Rb8Ws6Yc3Kd1Hf5Jg0AaBbCcDdEe")]
    [InlineData("'sk-Qz7pLm2Vx9Tn4Rb8Ws6Yc3Kd1Hf5Jg0AaBbCcDdEe' | ForEach-Object { Invoke-ApertisChat hello -ApiKey $_ }")]
    [InlineData("Get-ApertisModel -Accessible -ApiKey 'sk-Qz7pLm2Vx9Tn4Rb8Ws6Yc3Kd1Hf5Jg0AaBbCcDdEe'")]
    [InlineData("Test-ApertisKey sk-Qz7pLm2Vx9Tn4Rb8Ws6Yc3Kd1Hf5Jg0AaBbCcDdEe -Proxy http://a -NoProxy")]
    public void Key_that_was_typed_is_not_there(string command) => AssertNothingIn(Echo, command);

    [Fact]
    public void Key_of_the_environment_or_the_configuration_file_is_not_there()
    {
        Session.SetDefault("ApiKey", null);
        _state.With("APERTIS_API_KEY", Planted.Value);
        AssertNothingIn(Echo, "Invoke-ApertisChat $prompt");

        _state.With("APERTIS_API_KEY", null).WithConfiguration($$"""{"apiKey":"{{Planted.Value}}"}""");
        AssertNothingIn(Echo, "Invoke-ApertisChat $prompt");
    }

    [Theory]
    [InlineData("Invoke-ApertisChat $prompt -SystemMessage $system")]
    [InlineData("Invoke-ApertisChat $prompt -SystemMessage $system -Stream")]
    [InlineData("$prompt | Invoke-ApertisChat -SystemMessage $system")]
    [InlineData("[pscustomobject]@{ Prompt = $prompt; SystemMessage = $system } | Invoke-ApertisChat")]
    [InlineData("Invoke-ApertisChat -Message @{ role = 'system'; content = $system }, @{ role = 'user'; content = $prompt }")]
    [InlineData("Invoke-ApertisChat 'Zanzibar conspirators gather at midnight beneath the Quixotic lighthouse' -SystemMessage 'Impersonate Wolfgang Fitzwilliam the Younger'")]
    [InlineData("$prompt, $prompt | Invoke-ApertisChat -SystemMessage $system -ThrottleLimit 2")]
    public void What_the_server_quotes_of_the_conversation_is_not_there(string command) => AssertNothingIn(Quoting, command);

    [Fact]
    public void Bare_exception_does_not_bring_the_prompt_with_it()
    {
        var report = _bench.Run(Quoting, "Invoke-ApertisChat $prompt -SystemMessage $system -ErrorAction SilentlyContinue; $e = $Error[0].Exception; $Error.Clear(); $e | New-ApertisSupportReport").OnlyOutput();

        AssertNothingIn(report);
    }

    [Fact]
    public void Answer_that_is_not_JSON_does_not_bring_the_prompt_with_it() =>
        AssertNothingIn(_bench.Gateway.BaseUri, "Invoke-ApertisChat $prompt -ResponseFormat json -BaseUri \"$($PSDefaultParameterValues['*-Apertis*:BaseUri'] -replace '/v1$')/fault/content;text=Zanzibar%20conspirators%20gather%20at%20midnight%20beneath%20the%20Quixotic%20lighthouse/v1\"");

    [Theory]
    [InlineData("http://kim:Tr0ub4dor-Stapler@127.0.0.1:9")]
    [InlineData("kim:Tr0ub4dor-Stapler@127.0.0.1:9")]
    public void Password_of_a_proxy_is_not_there(string proxy)
    {
        AssertNothingIn(_bench.Gateway.BaseUri, $"Invoke-ApertisChat $prompt -MaximumRetryCount 0 -Proxy {proxy}");
        Session.SetDefault("Proxy", proxy);
        AssertNothingIn(_bench.Gateway.BaseUri, "Invoke-ApertisChat $prompt -MaximumRetryCount 0");
        Session.SetDefault("Proxy", "http://127.0.0.1:9");
        Session.SetDefault("ProxyCredential", new PSCredential("kim", new global::System.Net.NetworkCredential("kim", Password).SecurePassword));
        AssertNothingIn(_bench.Gateway.BaseUri, "Invoke-ApertisChat $prompt -MaximumRetryCount 0");
    }

    [Theory]
    [InlineData("https://kim:Tr0ub4dor-Stapler@gateway.invalid/v1?key=Tr0ub4dor-Stapler")]
    [InlineData("kim:Tr0ub4dor-Stapler@gateway.invalid")]
    public void Password_of_the_base_is_not_there(string baseUri)
    {
        AssertNothingIn(_bench.Gateway.BaseUri, $"Invoke-ApertisChat $prompt -MaximumRetryCount 0 -BaseUri '{baseUri}'");
        Session.SetDefault("BaseUri", baseUri);
        AssertNothingIn(null, "Invoke-ApertisChat $prompt -MaximumRetryCount 0");
    }

    [Fact]
    public void Home_of_the_user_is_not_there()
    {
        var script = Path.Combine(ProcessSetup.Home, "ask.ps1");
        File.WriteAllText(script, "Invoke-ApertisChat $prompt -Image $HOME/missing.png -ErrorAction SilentlyContinue");
        Session.SetVariable("script", script);

        AssertNothingIn(_bench.Gateway.BaseUri, "& $script");
    }

    // A secret in another report's settings is a secret in this one too.
    private void AssertNothingIn(Uri? baseUri, string command)
    {
        if (baseUri is not null)
        {
            Session.SetDefault("BaseUri", baseUri.ToString());
        }

        Session.Run($"$Error.Clear(); try {{ {command} }} catch {{ }}");
        var result = Session.Run("$Error[0] | New-ApertisSupportReport -IncludeConnectionTest -TimeoutSec 2 -Path $file -Verbose -Debug");
        AssertNothingIn(Assert.Single(result.Output));
        Planted.AssertNotIn(result, "streams");
        AssertNothingIn(File.ReadAllText(_file));
        AssertNothingIn(Session.Show("New-ApertisSupportReport"));
    }

    // The gateway's faults are told in the address, which therefore quotes them.
    private static void AssertNothingIn(object item)
    {
        foreach (var (path, text) in Secret.Texts(item, "report"))
        {
            var own = FaultAddress().Replace(text, string.Empty);
            foreach (var secret in Everything)
            {
                secret.AssertNotIn(own, path);
            }
        }
    }

    [GeneratedRegex("/fault/.*?(?=/v1|/api/models)", RegexOptions.Singleline)]
    private static partial Regex FaultAddress();
}
