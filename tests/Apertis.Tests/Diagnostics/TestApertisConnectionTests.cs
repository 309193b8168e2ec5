using System.Management.Automation;
using Apertis.Engine;
using Apertis.Gateway;
using Apertis.Tests.Setup;

namespace Apertis.Tests.Diagnostics;

public sealed class TestApertisConnectionTests(Bench bench) : IClassFixture<Bench>
{
    private static readonly string[] Layers = ["Configuration", "Proxy", "Dns", "Tcp", "Tls", "Clock", "Http", "StatusPage", "Key", "Model", "Streaming", "Verdict"];

    private static readonly string[] VersionsShown = ["ModuleVersion", "PowerShellVersion", "OperatingSystem"];

    /// <summary>Layer that fails, problem, category of the cause, and how.</summary>
    public static TheoryData<string, string, string> Failures => new()
    {
        { "Configuration", "InvalidBaseUri", "-BaseUri nonsense" },
        { "Dns", "NameNotFound", "-BaseUri https://gateway.invalid" },
        { "Tcp", "ConnectionRefused", "-BaseUri \"http://127.0.0.1:$refused\"" },
        { "Tls", "TlsHandshakeFailed", "-BaseUri \"https://127.0.0.1:$plain\"" },
        { "Tls", "ConnectionTimedOut", "-BaseUri \"https://127.0.0.1:$silent\" -TimeoutSec 0.3" },
        { "Http", "RequestTimedOut", "-BaseUri $hang -TimeoutSec 0.3" },
        { "Http", "EdgeBlocked", "-BaseUri $edge" },
        { "Http", "InternalError", "-BaseUri $server" },
        { "Http", "ServiceUnavailable", "-BaseUri $unavailable" },
        { "Http", "UnexpectedRedirect", "-BaseUri $redirect" },
        { "Http", "EndpointNotFound", "-BaseUri $elsewhere" },
        { "Http", "ConnectionReset", "-BaseUri $reset" },
        { "Proxy", "ProxyUnreachable", "-BaseUri https://gateway.invalid -Proxy \"http://127.0.0.1:$refused\"" },
        { "Key", "ExpiredApiKey", "-BaseUri $good -ApiKey $expired" },
        { "Key", "InvalidApiKey", "-BaseUri $good -ApiKey sk-Tq4ZbW81xNvHs0cYdLr6PmEj3KuGfA9oViRt2nXw" },
        { "Key", "IpNotAllowed", "-BaseUri $good -ApiKey $office" },
        { "Key", "QuotaExceeded", "-BaseUri $good -ApiKey $spent" },
        { "Key", "MalformedApiKey", "-BaseUri $good -ApiKey ''" },
    };

    [Fact]
    public void Healthy_way_over_plain_http()
    {
        var checks = Checks("Test-ApertisConnection");

        Assert.Equal("Passed Skipped Skipped Passed Skipped Passed Passed Skipped Passed Skipped Skipped Passed", Statuses(checks));
        Assert.All(checks, check => Assert.Null(check.Get("Problem")));
        Assert.All(checks, check => Assert.Null(check.Get("RecommendedAction")));
        Assert.Contains("there is no name to resolve", checks[2].Text("Message"), StringComparison.Ordinal);
        Assert.Contains("there is no TLS to check", checks[4].Text("Message"), StringComparison.Ordinal);
        Assert.Contains("315 models", checks[6].Text("Message"), StringComparison.Ordinal);
        Assert.Contains("62.50 USD", checks[8].Text("Message"), StringComparison.Ordinal);
        Assert.Equal("the API can be reached and the key works", checks[^1].Text("Message"));
        Assert.Equal(true, bench.Run("Test-ApertisConnection -Quiet").OnlyOutput().BaseObject);
    }

    [TrustedAuthorityFact]
    public async Task Healthy_way_over_https()
    {
        await using var gateway = await GatewayServer.StartAsync(new GatewayOptions { Certificate = GatewayCertificate.Good, Authority = TrustedAuthority.Value });
        bench.Session.SetVariable("secure", gateway.BaseUri.ToString());

        var checks = Checks("Test-ApertisConnection -BaseUri $secure");

        Assert.Equal("Passed Skipped Passed Passed Passed Passed Passed Skipped Passed Skipped Skipped Passed", Statuses(checks));
        Assert.Contains("127.0.0.1", checks[2].Text("Message"), StringComparison.Ordinal);
        var tls = Evidence(checks[4]);
        Assert.StartsWith("Tls1", tls["Protocol"], StringComparison.Ordinal);
        Assert.Equal(true, bench.Run("Test-ApertisConnection -BaseUri $secure -Quiet").OnlyOutput().BaseObject);
    }

    [Fact]
    public void Every_check_says_what_was_checked_and_how_long_it_took()
    {
        var root = bench.Gateway.Root.Port;

        var checks = Checks("Test-ApertisConnection");

        Assert.Equal(
            [
                $"http://127.0.0.1:{root}/v1", null, "127.0.0.1", $"127.0.0.1:{root}", "127.0.0.1", "127.0.0.1", $"http://127.0.0.1:{root}/api/models",
                "https://status.stima.tech/", "sk-WK…dWrd", null, null, $"http://127.0.0.1:{root}/v1",
            ],
            checks.Select(check => check.Text("Target")));
        Assert.All(checks, check => Assert.False(string.IsNullOrWhiteSpace(check.Text("Message"))));
        Assert.All(checks, check => Assert.InRange((TimeSpan)check.Get("Duration")!, TimeSpan.Zero, TimeSpan.FromSeconds(20)));
        var configuration = Evidence(checks[0]);
        Assert.Equal(bench.Gateway.BaseUri.ToString(), configuration["BaseUri"]);
        Assert.All(VersionsShown, name => Assert.Contains(name, configuration.Keys));
        Assert.StartsWith("req-", Evidence(checks[6])["RequestId"], StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Layer_that_fails_is_the_root_cause_and_those_above_are_skipped(string layer, string problem, string parameters)
    {
        await using var silent = new SilentServer();
        bench.Session.SetVariable("refused", Ports.Refused());
        bench.Session.SetVariable("plain", bench.Gateway.Root.Port);
        bench.Session.SetVariable("silent", silent.Port);
        bench.Session.SetVariable("good", bench.Gateway.BaseUri.ToString());
        bench.Session.SetVariable("hang", bench.Gateway.WithFault("hang").ToString());
        bench.Session.SetVariable("edge", bench.Gateway.WithFault("edge-block").ToString());
        bench.Session.SetVariable("server", bench.Gateway.WithFault("internal_error").ToString());
        bench.Session.SetVariable("unavailable", bench.Gateway.WithFault("service_unavailable").ToString());
        bench.Session.SetVariable("redirect", bench.Gateway.WithFault("redirect").ToString());
        bench.Session.SetVariable("reset", bench.Gateway.WithFault("reset").ToString());
        bench.Session.SetVariable("elsewhere", bench.Gateway.Root + "some/prefix");
        bench.Session.SetVariable("expired", GatewayKeys.Expired);
        bench.Session.SetVariable("office", GatewayKeys.IpNotAllowed);
        bench.Session.SetVariable("spent", GatewayKeys.QuotaExceeded);

        var checks = Checks($"Test-ApertisConnection {parameters}");

        var failed = checks.First(check => check.Text("Name") == layer);
        Assert.Equal(("Failed", problem), (failed.Text("Status"), failed.Text("Problem")));
        Reading.AssertSteps(failed.Text("RecommendedAction"));
        var others = checks.Where(check => check != failed).SkipLast(1).ToList();
        Assert.All(others, check => Assert.Contains(check.Text("Status"), (string[])[layer == "Proxy" && check.Text("Name") == "Tcp" ? "Failed" : "Passed", "Skipped"]));
        Assert.All(others.Where(check => BuiltOn(layer).Contains(check.Text("Name"))), check =>
        {
            Assert.Equal("Skipped", check.Text("Status"));
            Assert.Contains($"because {layer} failed", check.Text("Message"), StringComparison.Ordinal);
        });
        Assert.Equal(("Failed", problem), (checks[^1].Text("Status"), checks[^1].Text("Problem")));
        Assert.StartsWith($"{layer}: ", checks[^1].Text("Message"), StringComparison.Ordinal);
        Assert.Equal(failed.Text("RecommendedAction")!.Split('\n')[0], checks[^1].Text("RecommendedAction"));

        var quiet = bench.Run($"Test-ApertisConnection {parameters} -Quiet *>&1");
        Assert.Equal(false, quiet.OnlyOutput().BaseObject);
        Assert.Empty(quiet.Progress);
    }

    [Theory]
    [InlineData(GatewayCertificate.Expired, "CertificateExpired")]
    [InlineData(GatewayCertificate.NotYetValid, "CertificateNotYetValid")]
    [InlineData(GatewayCertificate.WrongName, "CertificateNameMismatch")]
    [InlineData(GatewayCertificate.SelfSigned, "CertificateUntrusted")]
    [InlineData(GatewayCertificate.UntrustedRoot, "CertificateUntrusted")]
    public async Task Bad_certificate_fails_Tls_with_what_the_certificate_says(GatewayCertificate certificate, string problem)
    {
        await using var gateway = await GatewayServer.StartAsync(new GatewayOptions { Certificate = certificate, Authority = TrustedAuthority.Value });
        bench.Session.SetVariable("secure", gateway.BaseUri.ToString());

        var checks = Checks("Test-ApertisConnection -BaseUri $secure");

        Assert.Equal(("Passed", "Failed", "Skipped", "Skipped", "Failed"), (checks[3].Text("Status"), checks[4].Text("Status"), checks[6].Text("Status"), checks[8].Text("Status"), checks[^1].Text("Status")));
        Assert.Equal(problem, checks[4].Text("Problem"));
        Assert.Equal(problem, checks[^1].Text("Problem"));
        Assert.NotEmpty(Evidence(checks[4]));
        Assert.All(gateway.Requests, request => Assert.Equal(("HEAD", false), (request.Method, request.Headers.ContainsKey("Authorization"))));
        Assert.Equal(false, bench.Run("Test-ApertisConnection -BaseUri $secure -Quiet").OnlyOutput().BaseObject);
    }

    [Fact]
    public void Login_page_is_not_taken_for_the_API()
    {
        bench.Session.SetVariable("portal", bench.Gateway.WithFault("login-page").ToString());

        var checks = Checks("Test-ApertisConnection -BaseUri $portal");

        Assert.Equal(("Failed", "Skipped", "Failed"), (checks[6].Text("Status"), checks[8].Text("Status"), checks[^1].Text("Status")));
        Assert.Equal("CaptivePortal", checks[^1].Text("Problem"));
        Assert.Contains("Guest network: sign in", checks[6].Text("Message"), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_key_the_key_is_Skipped_and_says_so()
    {
        using var session = new EngineSession();
        session.SetVariable("uri", bench.Gateway.BaseUri.ToString());

        var checks = session.Run("Test-ApertisConnection -BaseUri $uri").Output;

        Assert.Equal("Skipped", checks[8].Text("Status"));
        Assert.Contains("no key was given", checks[8].Text("Message"), StringComparison.Ordinal);
        Assert.Equal("Passed", checks[^1].Text("Status"));
        Assert.Contains("no key was given", checks[^1].Text("Message"), StringComparison.Ordinal);
        Assert.Equal(true, session.Run("Test-ApertisConnection -BaseUri $uri -Quiet").OnlyOutput().BaseObject);
    }

    [Fact]
    public void Plain_http_to_another_machine_is_data_and_no_key_is_sent()
    {
        var result = bench.Run("Test-ApertisConnection -BaseUri http://gateway.invalid");

        Assert.Empty(result.Errors);
        Assert.Equal(("Warning", "UnencryptedAuthentication"), (result.Output[0].Text("Status"), result.Output[0].Text("Problem")));
        Assert.Contains("https", result.Output[0].Text("RecommendedAction"), StringComparison.Ordinal);
        Assert.Equal(("Failed", "NameNotFound"), (result.Output[^1].Text("Status"), result.Output[^1].Text("Problem")));
    }

    [Fact]
    public void Slips_in_the_settings_are_a_warning()
    {
        bench.Session.SetVariable("twice", bench.Gateway.Root + "v1/v1");
        bench.Session.SetVariable("quoted", $"'{GatewayKeys.Good}'");

        var checks = Checks("Test-ApertisConnection -BaseUri $twice -ApiKey $quoted");

        Assert.Equal(("Warning", "Passed", "Warning"), (checks[0].Text("Status"), checks[8].Text("Status"), checks[^1].Text("Status")));
        Assert.Contains("more than once", checks[0].Text("Message"), StringComparison.Ordinal);
        Assert.Contains("quotes", checks[0].Text("RecommendedAction"), StringComparison.Ordinal);
        Assert.Equal(true, bench.Run("Test-ApertisConnection -BaseUri $twice -ApiKey $quoted -Quiet").OnlyOutput().BaseObject);
    }

    [Fact]
    public async Task Through_a_proxy_its_own_layers_are_left_to_it()
    {
        await using var proxy = await GatewayProxy.StartAsync(GatewayProxyMode.Open);
        bench.Session.SetVariable("proxy", proxy.Uri);

        var checks = bench.Run("Test-ApertisConnection -Proxy $proxy").Output;

        Assert.Equal("Passed Passed Skipped Skipped Passed Skipped Skipped Passed Passed Skipped Passed Skipped Skipped Passed", Statuses(checks));
        Assert.Equal($"http://127.0.0.1:{proxy.Uri.Port}", checks[1].Text("Target"));
        Assert.Equal("the proxy resolves 127.0.0.1", checks[3].Text("Message"));
        Assert.NotEmpty(proxy.RequestLines);
    }

    [Fact]
    public async Task Proxy_that_wants_credentials_for_plain_http_fails_Http()
    {
        await using var proxy = await GatewayProxy.StartAsync(GatewayProxyMode.RequireAuthentication, "kim", "right password");
        bench.Session.SetVariable("proxy", proxy.Uri);

        var checks = bench.Run("Test-ApertisConnection -Proxy $proxy").Output;

        Assert.Equal("ProxyAuthenticationRequired", checks.First(check => check.Text("Name") == "Http").Text("Problem"));
        Assert.Equal("ProxyAuthenticationRequired", checks[^1].Text("Problem"));
    }

    [Fact]
    public void Key_is_never_sent_by_the_checks_below_Key()
    {
        var uri = bench.Gateway.WithFault("none");

        bench.Run(uri, "Test-ApertisConnection");

        Assert.All(bench.Gateway.RequestsTo(uri).Where(request => request.Path.EndsWith("/api/models", StringComparison.Ordinal)), request => Assert.DoesNotContain("Authorization", request.Headers.Keys));
        Assert.All(bench.Gateway.RequestsTo(uri), request => Assert.Equal("GET", request.Method));
    }

    [Theory]
    [InlineData("Test-ApertisConnection")]
    [InlineData("Test-ApertisConnection -Quiet")]
    [InlineData("Test-ApertisConnection -BaseUri https://gateway.invalid")]
    [InlineData("Test-ApertisKey")]
    [InlineData("Invoke-ApertisChat hello")]
    [InlineData("Invoke-ApertisChat hello -Model nope")]
    [InlineData("Get-ApertisModel gpt-4o")]
    public void Nothing_is_written_to_the_host(string command)
    {
        using var host = new StringWriter();
        using var session = new EngineSession(console: host);
        session.SetDefault("BaseUri", bench.Gateway.BaseUri.ToString());
        session.SetDefault("ApiKey", GatewayKeys.Good);

        var result = session.Run(command);

        Assert.Equal(string.Empty, host.ToString());
        Assert.Empty(result.Information);
        Assert.Empty(result.Warnings);
    }

    [Fact]
    public void Checks_read_as_a_list_with_marks_and_steps()
    {
        bench.Session.SetVariable("expired", GatewayKeys.Expired);

        var lines = bench.Show(bench.Gateway.BaseUri, "Test-ApertisConnection -ApiKey $expired").ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Matches(@"^✓ Passed  Configuration +\d+ ms  base URI http://127\.0\.0\.1:\d+/v1", lines[0]);
        Assert.Contains(lines, line => line.StartsWith("– Skipped Dns", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("✗ Failed  Key", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("    → Create a new key", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("✗ Failed  Verdict", StringComparison.Ordinal));
    }

    private static IReadOnlyDictionary<string, string> Evidence(object check) => Assert.IsAssignableFrom<IReadOnlyDictionary<string, string>>(check.Get("Evidence"));

    private static string Statuses(IReadOnlyList<PSObject> checks) => string.Join(' ', checks.Select(check => check.Text("Status")));

    // Without StatusPage, which is asked for its own sake, and Clock, which says of itself what it lacks.
    private static string[] BuiltOn(string layer) => layer switch
    {
        "Configuration" => ["Proxy", "Dns", "Tcp", "Tls", "Clock", "Http", "Key", "Model", "Streaming"],
        "Proxy" => ["Tls", "Http", "Key", "Model", "Streaming"],
        "Dns" => ["Tcp", "Tls", "Http", "Key", "Model", "Streaming"],
        "Tcp" => ["Tls", "Http", "Key", "Model", "Streaming"],
        "Tls" => ["Http", "Key", "Model", "Streaming"],
        "Http" => ["Key", "Model", "Streaming"],
        "Key" => ["Model", "Streaming"],
        _ => [],
    };

    private IReadOnlyList<PSObject> Checks(string command)
    {
        var result = bench.Run(Reading.Catching(command));
        Assert.Empty(result.Errors.Select(error => error.ToString()));
        Assert.Empty(result.Warnings);
        Assert.All(result.Output, check => Assert.Equal("Apertis.ConnectionCheck", check.BaseObject.GetType().FullName));
        Assert.Equal(Layers, result.Output.Select(check => check.Text("Name")).Distinct());
        return result.Output;
    }
}
