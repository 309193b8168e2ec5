using Apertis.Client.Http;
using Apertis.Client.Tests.Support;
using Apertis.Diagnostics;
using Apertis.Gateway;

namespace Apertis.Client.Tests.Diagnostics;

/// <summary>The diagnosis, layer by layer. Its limits run on the machine's own clock, so they are short here.</summary>
public sealed class ConnectionDoctorTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    // Long enough for a busy machine to connect to itself.
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(1200);

    // Where nothing is expected to take long.
    private static readonly TimeSpan Ample = TimeSpan.FromSeconds(20);

    // Those that apply, or fail, in most of these tests.
    private static readonly string[] Layers = ["Configuration", "Dns", "Tcp", "Tls", "Http", "Key", "Verdict"];

    private static readonly string[] Order = ["Configuration", "Proxy", "Dns", "Tcp", "Tls", "Clock", "Http", "StatusPage", "Key", "Model", "Streaming", "Verdict"];

    private readonly GatewayServer _gateway = fixture.Gateway;

    [Fact]
    public async Task Over_plain_http_to_an_address_all_that_applies_passes()
    {
        var checks = await DiagnoseAsync(_gateway.BaseUri);

        AssertStatuses(checks, "Passed Skipped Passed Skipped Passed Passed Passed");
        Assert.Contains("address", checks["Dns"].Message, StringComparison.Ordinal);
        Assert.Contains("http", checks["Tls"].Message, StringComparison.Ordinal);
        Assert.Equal("the API can be reached and the key works", checks["Verdict"].Message);
        Assert.Null(checks["Verdict"].Problem);
        Assert.Null(checks["Verdict"].RecommendedAction);
    }

    [TrustedTlsFact]
    public async Task Over_https_to_a_name_every_layer_passes()
    {
        await using var gateway = await SecureGatewayAsync(GatewayCertificate.Good);

        var checks = await DiagnoseAsync(gateway.BaseUri);

        AssertStatuses(checks, "Passed Passed Passed Passed Passed Passed Passed");
        Assert.StartsWith("Tls1", checks["Tls"].Evidence["Protocol"], StringComparison.Ordinal);
        Assert.Contains("localhost", checks["Tls"].Evidence["Names"], StringComparison.Ordinal);
        Assert.Equal("200", checks["Http"].Evidence["Status"]);
        Assert.Equal("localhost", checks["Dns"].Target);
        Assert.Equal($"localhost:{gateway.Root.Port}", checks["Tcp"].Target);
    }

    [Fact]
    public async Task Without_a_key_the_key_is_skipped_and_the_verdict_passes()
    {
        var baseUri = _gateway.WithFault("none");

        var checks = await DiagnoseAsync(baseUri, key: null);

        AssertStatuses(checks, "Passed Skipped Passed Skipped Passed Skipped Passed");
        Assert.Contains("no key was given", checks["Key"].Message, StringComparison.Ordinal);
        Assert.Contains("none was tested", checks["Verdict"].Message, StringComparison.Ordinal);
        Assert.All(_gateway.RequestsTo(baseUri), request => Assert.DoesNotContain("Authorization", request.Headers.Keys));
    }

    [Fact]
    public async Task A_port_where_nothing_listens_fails_Tcp_and_skips_what_builds_on_it()
    {
        Uri dead;
        await using (var server = ScriptedServer.Silent())
        {
            dead = server.BaseUri;
        }

        var checks = await DiagnoseAsync(dead);

        AssertFailure(checks, "Tcp", "ConnectionRefused", "Passed Skipped Failed Skipped Skipped Skipped Failed");
    }

    [Fact]
    public async Task A_name_that_does_not_exist_fails_Dns_and_skips_what_builds_on_it()
    {
        var checks = await DiagnoseAsync(new Uri("https://no-such-host.invalid/v1"));

        AssertFailure(checks, "Dns", "NameNotFound", "Passed Failed Skipped Skipped Skipped Skipped Failed");
        Assert.Contains("no-such-host.invalid", checks["Verdict"].Message, StringComparison.Ordinal);
    }

    [TrustedTlsTheory]
    [InlineData(GatewayCertificate.Expired, "CertificateExpired", "NotAfter")]
    [InlineData(GatewayCertificate.NotYetValid, "CertificateNotYetValid", "NotBefore")]
    [InlineData(GatewayCertificate.WrongName, "CertificateNameMismatch", "Names")]
    [InlineData(GatewayCertificate.SelfSigned, "CertificateUntrusted", "Issuer")]
    [InlineData(GatewayCertificate.UntrustedRoot, "CertificateUntrusted", "Issuer")]
    public async Task A_bad_certificate_fails_Tls_with_what_is_wrong_and_sends_no_key(GatewayCertificate certificate, string problem, string evidence)
    {
        await using var gateway = await SecureGatewayAsync(certificate);

        var checks = await DiagnoseAsync(gateway.BaseUri);

        AssertFailure(checks, "Tls", problem, "Passed Passed Passed Failed Skipped Skipped Failed");
        Assert.True(checks["Tls"].Evidence.ContainsKey(evidence));
        Assert.Equal(checks["Tls"].Evidence[evidence], checks["Verdict"].Evidence[evidence]);
        Assert.All(gateway.Requests, request => Assert.Equal(("HEAD", false), (request.Method, request.Headers.ContainsKey("Authorization"))));
    }

    [Fact]
    public async Task A_port_that_does_not_speak_TLS_fails_Tls()
    {
        var checks = await DiagnoseAsync(new Uri($"https://127.0.0.1:{_gateway.Root.Port}/v1"));

        AssertFailure(checks, "Tls", "TlsHandshakeFailed", "Passed Skipped Passed Failed Skipped Skipped Failed");
    }

    [Theory]
    [InlineData("https", "Tls", "ConnectionTimedOut", "Passed Skipped Passed Failed Skipped Skipped Failed")]
    [InlineData("http", "Http", "RequestTimedOut", "Passed Skipped Passed Skipped Failed Skipped Failed")]
    public async Task A_server_that_accepts_and_says_nothing_fails_within_the_limit(string scheme, string layer, string problem, string statuses)
    {
        await using var server = new SilentServer();

        var checks = await DiagnoseAsync(new Uri($"{scheme}://127.0.0.1:{server.Port}/v1"), limit: Short);

        AssertFailure(checks, layer, problem, statuses);
        Assert.InRange(checks["Verdict"].Duration, TimeSpan.Zero, Ample);
    }

    [Theory]
    [InlineData("catalogue", "Http", "Passed Skipped Passed Skipped Failed Skipped Failed")]
    [InlineData("key", "Key", "Passed Skipped Passed Skipped Passed Failed Failed")]
    public async Task An_endpoint_that_never_answers_fails_within_the_limit(string endpoint, string layer, string statuses)
    {
        var checks = await DiagnoseAsync(_gateway.WithFault("hang", ("on", endpoint)), limit: Short);

        AssertFailure(checks, layer, "RequestTimedOut", statuses);
        Assert.InRange(checks[layer].Duration, TimeSpan.Zero, Ample);
    }

    [Fact]
    public async Task Usage_endpoints_that_never_answer_do_not_hold_the_diagnosis_up()
    {
        var checks = await DiagnoseAsync(_gateway.WithFault("hang", ("on", "usage,info")), limit: Short);

        AssertStatuses(checks, "Passed Skipped Passed Skipped Passed Passed Passed");
        Assert.InRange(checks["Key"].Duration, TimeSpan.Zero, Ample);
    }

    [Theory]
    [InlineData("edge-block", "EdgeBlocked")]
    [InlineData("edge-block-html", "EdgeBlocked")]
    [InlineData("login-page", "CaptivePortal")]
    [InlineData("redirect", "UnexpectedRedirect")]
    [InlineData("service_unavailable", "ServiceUnavailable")]
    [InlineData("rate_limit_exceeded", "RateLimitExceeded")]
    [InlineData("reset", "ConnectionReset")]
    public async Task What_goes_wrong_at_the_edge_fails_Http_at_the_first_try(string fault, string problem)
    {
        var baseUri = _gateway.WithFault(fault);

        var checks = await DiagnoseAsync(baseUri);

        AssertFailure(checks, "Http", problem, "Passed Skipped Passed Skipped Failed Skipped Failed");
        Assert.Single(_gateway.RequestsTo(baseUri));
    }

    [Theory]
    [InlineData(GatewayKeys.Expired, "ExpiredApiKey")]
    [InlineData(GatewayKeys.QuotaExceeded, "QuotaExceeded")]
    [InlineData(GatewayKeys.IpNotAllowed, "IpNotAllowed")]
    [InlineData("sk-Tq4ZbW81xNvHs0cYdLr6PmEj3KuGfA9oViRt2nXw", "InvalidApiKey")]
    public async Task A_key_that_does_not_work_fails_Key_and_the_verdict(string key, string problem)
    {
        var checks = await DiagnoseAsync(_gateway.BaseUri, key);

        AssertFailure(checks, "Key", problem, "Passed Skipped Passed Skipped Passed Failed Failed");
    }

    [Fact]
    public async Task A_key_with_something_clinging_to_it_is_a_warning_and_still_works()
    {
        var checks = await DiagnoseAsync(_gateway.BaseUri, $"Bearer {GatewayKeys.Good}");

        AssertStatuses(checks, "Warning Skipped Passed Skipped Passed Passed Warning");
        Assert.Contains("Bearer", checks["Configuration"].RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_placeholder_is_named_before_the_server_refuses_it()
    {
        var checks = await DiagnoseAsync(_gateway.BaseUri, "sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");

        Assert.Equal(CheckStatus.Warning, checks["Configuration"].Status);
        Assert.Contains("placeholder", checks["Configuration"].Message, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("InvalidApiKey", checks["Verdict"].Problem);
    }

    [Fact]
    public async Task A_malformed_key_fails_Key_and_is_not_sent()
    {
        var baseUri = _gateway.WithFault("none");

        var checks = await DiagnoseAsync(baseUri, "sk-\u00FCnusable");

        Assert.Equal((CheckStatus.Failed, "MalformedApiKey"), (checks["Key"].Status, checks["Key"].Problem));
        Assert.Equal("MalformedApiKey", checks["Verdict"].Problem);
        Assert.All(_gateway.RequestsTo(baseUri), request => Assert.DoesNotContain("Authorization", request.Headers.Keys));
    }

    [Fact]
    public async Task A_base_that_can_not_be_used_fails_Configuration_and_skips_the_rest()
    {
        var settings = Lab.SettingsFor("nonsense", GatewayKeys.Good);

        var checks = await DiagnoseAsync(new ApertisClient(settings, Lab.DefaultOptions(), new RecordingObserver()), Short);

        AssertFailure(checks, "Configuration", "InvalidBaseUri", "Failed Skipped Skipped Skipped Skipped Skipped Failed");
    }

    [Fact]
    public async Task Plain_http_to_another_machine_is_a_warning_of_its_own_kind_and_no_key_is_sent()
    {
        var checks = await DiagnoseAsync(new Uri("http://no-such-host.invalid/v1"));

        Assert.Equal((CheckStatus.Warning, "UnencryptedAuthentication"), (checks["Configuration"].Status, checks["Configuration"].Problem));
        Assert.Equal("NameNotFound", checks["Verdict"].Problem);
    }

    [Fact]
    public async Task Through_a_proxy_Dns_and_Tcp_are_about_the_proxy_and_the_rest_is_left_to_it()
    {
        await using var proxy = await GatewayProxy.StartAsync(GatewayProxyMode.Open);

        var checks = await ListAsync(Through(proxy.Uri, _gateway.BaseUri), Options(Ample));

        Assert.Equal(
            ["Passed Proxy", "Skipped Dns", "Skipped Dns", "Passed Tcp", "Skipped Tcp"],
            checks.Where(check => check.Name is "Proxy" or "Dns" or "Tcp").Select(check => $"{check.Status} {check.Name}"));
        Assert.Equal("-Proxy", checks[1].Evidence["ProxySource"]);
        Assert.Equal($"127.0.0.1:{proxy.Uri.Port}", checks[4].Target);
        Assert.Equal("the proxy resolves 127.0.0.1", checks[3].Message);
        Assert.Equal(CheckStatus.Passed, checks[^1].Status);
        Assert.NotEmpty(proxy.RequestLines);
    }

    [TrustedTlsTheory]
    [InlineData(null, "none")]
    [InlineData("kim:wrong@", "refused")]
    public async Task A_proxy_that_wants_a_password_is_the_root_cause(string? user, string credentials)
    {
        await using var gateway = await SecureGatewayAsync(GatewayCertificate.Good);
        await using var proxy = await GatewayProxy.StartAsync(GatewayProxyMode.RequireAuthentication, "kim", "secret");

        var checks = await ListAsync(Through(new Uri($"http://{user}127.0.0.1:{proxy.Uri.Port}"), gateway.BaseUri), Options(Ample));

        Assert.Equal(("Proxy", CheckStatus.Failed, "ProxyAuthenticationRequired"), (checks[1].Name, checks[1].Status, checks[1].Problem));
        Assert.Equal(("Basic", credentials), (checks[1].Evidence["Schemes"], checks[1].Evidence["Credentials"]));
        Assert.Equal("ProxyAuthenticationRequired", checks[^1].Problem);
        Assert.DoesNotContain(checks, check => check.ToString().Contains("wrong", StringComparison.Ordinal) || check.Message.Contains("wrong", StringComparison.Ordinal));
        Assert.Empty(gateway.Requests);
    }

    [Fact]
    public async Task A_proxy_that_says_nothing_is_the_root_cause()
    {
        await using var proxy = new SilentServer();

        var checks = await ListAsync(Through(proxy.Uri, new Uri("https://gateway.invalid/v1")), Options(Short));

        Assert.Equal(("Proxy", "ProxyUnreachable", "Connect"), (checks[1].Name, checks[1].Problem, checks[1].Evidence["Stage"]));
        Assert.Equal("ProxyUnreachable", checks[^1].Problem);
        Assert.Contains(proxy.Uri.Authority, checks[^1].Message, StringComparison.Ordinal);
        Assert.Equal("not run, because Proxy failed", checks.Single(check => check.Name == "Tls").Message);
    }

    [Fact]
    public async Task A_check_that_breaks_down_fails_and_the_diagnosis_ends_in_a_verdict()
    {
        var observer = new RecordingObserver { OnAttempt = _ => throw new InvalidOperationException("nobody thought of this") };
        var lab = new Lab(_gateway.BaseUri, observer: observer, time: TimeProvider.System);

        var checks = await DiagnoseAsync(lab.Client, Ample);

        AssertFailure(checks, "Http", "ConnectionFailed", "Passed Skipped Passed Skipped Failed Skipped Failed");
        Assert.Contains("InvalidOperationException: nobody thought of this", checks["Http"].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Giving_up_ends_the_diagnosis()
    {
        await using var server = ScriptedServer.Silent();
        using var stop = new CancellationTokenSource();
        var lab = new Lab(server.BaseUri);

        var diagnosis = Task.Run(async () =>
        {
            await foreach (var _ in new ConnectionDoctor(lab.Client, Options(Ample)).RunAsync(stop.Token))
            {
                // Only its end matters.
            }
        });
        await server.Asked;
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => diagnosis.Soon("the diagnosis"));
        await server.ClientLeft;
    }

    [Fact]
    public async Task No_check_shows_the_key()
    {
        foreach (var fault in new[] { "none", "echo-secret" })
        {
            var checks = await DiagnoseAsync(_gateway.WithFault(fault));

            var text = string.Join('\n', checks.Values.Select(check => $"{check} {check.Target} {check.Message} {check.RecommendedAction} {string.Join(' ', check.Evidence.Values)}"));
            Assert.DoesNotContain(GatewayKeys.Good[..8], text, StringComparison.Ordinal);
            Assert.DoesNotContain(GatewayKeys.Good[^8..], text, StringComparison.Ordinal);
        }
    }

    private static Task<GatewayServer> SecureGatewayAsync(GatewayCertificate certificate) =>
        GatewayServer.StartAsync(new GatewayOptions { Certificate = certificate, Authority = TestEnvironment.Authority });

    private static Task<Dictionary<string, ConnectionCheck>> DiagnoseAsync(
        Uri baseUri, string? key = GatewayKeys.Good, TimeSpan? limit = null, Func<ClientOptions, ClientOptions>? with = null)
    {
        var lab = new Lab(baseUri, key, options => (with?.Invoke(options) ?? options) with { Timeout = limit ?? Ample }, TimeProvider.System);
        return DiagnoseAsync(lab.Client, limit ?? Ample);
    }

    private static ApertisClient Through(Uri proxy, Uri baseUri) =>
        new Lab(baseUri, with: options => options with { Connection = ConnectionOptions.ForProxy(proxy), Timeout = Ample }, time: TimeProvider.System).Client;

    private static DiagnosisOptions Options(TimeSpan limit) => new() { Limit = limit };

    private static async Task<IReadOnlyList<ConnectionCheck>> ListAsync(ApertisClient client, DiagnosisOptions options)
    {
        var checks = new List<ConnectionCheck>();
        await foreach (var check in new ConnectionDoctor(client, options).RunAsync(default))
        {
            checks.Add(check);
        }

        return checks;
    }

    private static async Task<Dictionary<string, ConnectionCheck>> DiagnoseAsync(ApertisClient client, TimeSpan limit)
    {
        var checks = await ListAsync(client, Options(limit));
        Assert.Equal(Order, checks.Select(check => check.Name));
        return checks.ToDictionary(check => check.Name);
    }

    private static void AssertStatuses(Dictionary<string, ConnectionCheck> checks, string expected) =>
        Assert.Equal(expected, string.Join(' ', Layers.Select(layer => checks[layer].Status)));

    private static void AssertFailure(Dictionary<string, ConnectionCheck> checks, string layer, string problem, string statuses)
    {
        AssertStatuses(checks, statuses);
        Assert.Equal(problem, checks[layer].Problem);
        Assert.NotNull(checks[layer].RecommendedAction);
        Assert.All(Layers.SkipWhile(name => name != layer).Skip(1).SkipLast(1), above => Assert.Equal($"not run, because {layer} failed", checks[above].Message));
        Assert.Equal(problem, checks["Verdict"].Problem);
        Assert.StartsWith($"{layer}: ", checks["Verdict"].Message, StringComparison.Ordinal);
        Assert.Equal(checks[layer].RecommendedAction!.Split('\n')[0], checks["Verdict"].RecommendedAction);
    }
}
