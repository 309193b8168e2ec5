using System.Net;
using Apertis.Client.Http;
using Apertis.Client.Tests.Support;
using Apertis.Diagnostics;
using Apertis.Gateway;

namespace Apertis.Client.Tests.Diagnostics;

/// <summary>What the diagnosis does beyond looking at one layer after the other: parts of it, models, streams, other DNS servers, clocks, and the verdict.</summary>
public sealed class DiagnosisTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private static readonly TimeSpan Ample = TimeSpan.FromSeconds(20);
    private static readonly IPAddress Elsewhere = IPAddress.Parse("198.51.100.7");

    private readonly GatewayServer _gateway = fixture.Gateway;

    [Fact]
    public async Task A_healthy_server_is_asked_no_more_than_eight_times_and_only_the_key_test_sends_the_key()
    {
        var baseUri = _gateway.WithFault("none");

        var checks = await RunAsync(baseUri, new DiagnosisOptions { Limit = Ample });

        Assert.Equal(CheckStatus.Passed, checks[^1].Status);
        var requests = _gateway.RequestsTo(baseUri);
        Assert.InRange(requests.Count, 1, 8);
        Assert.All(requests, request => Assert.Equal(request.Path.Contains("/v1/", StringComparison.Ordinal) && !request.Path.EndsWith("/api/models", StringComparison.Ordinal), request.Headers.ContainsKey("Authorization")));
    }

    [Theory]
    [InlineData("Http", "Http Verdict", CheckStatus.Passed)]
    [InlineData("Key,Http", "Http Key Verdict", CheckStatus.Passed)]
    [InlineData("tcp", "Tcp Verdict", CheckStatus.Passed)]
    [InlineData("Clock", "Clock Verdict", CheckStatus.Passed)]
    [InlineData("Tls", "Tls Verdict", CheckStatus.Skipped)]
    [InlineData("Model,Streaming", "Model Streaming Verdict", CheckStatus.Skipped)]
    public async Task A_part_is_run_with_what_it_builds_on_and_only_it_is_written(string part, string written, CheckStatus verdict)
    {
        var checks = await RunAsync(_gateway.BaseUri, new DiagnosisOptions { Limit = Ample, Checks = part.Split(',') });

        Assert.Equal(written, string.Join(' ', checks.Select(check => check.Name)));
        Assert.Equal(verdict, checks[^1].Status);
    }

    [Fact]
    public async Task A_part_whose_foundation_fails_is_skipped_and_the_verdict_names_the_foundation()
    {
        var checks = await RunAsync(_gateway.WithFault("service_unavailable"), new DiagnosisOptions { Limit = Ample, Checks = ["Key"] });

        Assert.Equal(("Key", CheckStatus.Skipped, "not run, because Http failed"), (checks[0].Name, checks[0].Status, checks[0].Message));
        Assert.Equal((CheckStatus.Failed, "ServiceUnavailable"), (checks[^1].Status, checks[^1].Problem));
    }

    [Fact]
    public async Task A_part_asked_for_without_what_it_needs_is_no_pass()
    {
        var key = await RunAsync(_gateway.BaseUri, new DiagnosisOptions { Limit = Ample, Checks = ["Key"] }, key: null);
        var model = await RunAsync(_gateway.BaseUri, new DiagnosisOptions { Limit = Ample, Model = Lab.Model }, key: null);

        Assert.Equal(CheckStatus.Skipped, key[^1].Status);
        Assert.Equal(CheckStatus.Skipped, model[^1].Status);
        Assert.Contains("a model can be asked with a key only", model[^1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_answers_and_streams_passes()
    {
        var checks = await RunAsync(_gateway.WithFault("stream-slow", ("ms", "40")), new DiagnosisOptions { Limit = Ample, Model = Lab.Model });

        Assert.Equal(["Passed", "Passed", "Passed"], checks.TakeLast(3).Select(check => check.Status.ToString()));
        Assert.Contains("the answer is streamed", checks[^2].Message, StringComparison.Ordinal);
        Assert.Equal($"the API can be reached, the key works, and {Lab.Model} answers", checks[^1].Message);
    }

    [Fact]
    public async Task A_stream_that_arrives_all_at_its_end_is_a_warning()
    {
        var checks = await RunAsync(_gateway.WithFault("stream-buffered", ("ms", "60")), new DiagnosisOptions { Limit = Ample, Model = Lab.Model });

        Assert.Equal((CheckStatus.Warning, "StreamBuffered"), (checks[^2].Status, checks[^2].Problem));
        Assert.Equal((CheckStatus.Warning, "StreamBuffered"), (checks[^1].Status, checks[^1].Problem));
        Assert.Contains("buffering", checks[^1].RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gpt4o", GatewayKeys.Good, "ModelNotFound", "gpt-4o")]
    [InlineData("overloaded-model", GatewayKeys.Good, "ModelOverloaded", "")]
    public async Task A_model_that_does_not_answer_fails_Model_with_its_reason(string model, string key, string problem, string says)
    {
        var checks = await RunAsync(_gateway.BaseUri, new DiagnosisOptions { Limit = Ample, Model = model }, key);

        Assert.Equal(("Model", CheckStatus.Failed, problem), (checks[^3].Name, checks[^3].Status, checks[^3].Problem));
        Assert.Equal("not run, because Model failed", checks[^2].Message);
        Assert.Contains(says, checks[^1].RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_that_is_cut_off_fails_Streaming()
    {
        var checks = await RunAsync(_gateway.WithFault("stream-cut"), new DiagnosisOptions { Limit = Ample, Model = Lab.Model });

        Assert.Equal(("Streaming", CheckStatus.Failed, "StreamIncomplete"), (checks[^2].Name, checks[^2].Status, checks[^2].Problem));
    }

    [Fact]
    public async Task A_key_at_its_rate_limit_is_a_good_key()
    {
        var checks = await RunAsync(_gateway.BaseUri, new DiagnosisOptions { Limit = Ample, Model = Lab.Model }, GatewayKeys.RateLimited);

        Assert.Equal((CheckStatus.Warning, "RateLimitExceeded"), (Of(checks, "Key").Status, Of(checks, "Key").Problem));
        Assert.Equal("the key is at its rate limit", Of(checks, "Model").Message);
        Assert.Equal(CheckStatus.Skipped, checks[^1].Status);
        Assert.Equal((CheckStatus.Warning, "RateLimitExceeded"), await VerdictOfAsync(_gateway.BaseUri, new DiagnosisOptions { Limit = Ample }, GatewayKeys.RateLimited));
    }

    [Fact]
    public async Task A_catalogue_that_answers_once_can_be_reached()
    {
        var checks = await RunAsync(_gateway.WithFault("rate_limit_exceeded", ("on", "catalogue"), ("skip", "1")), new DiagnosisOptions { Limit = Ample });

        Assert.Equal(CheckStatus.Passed, Of(checks, "Http").Status);
    }

    [TrustedTlsFact]
    public async Task A_password_is_told_only_to_a_proxy_that_asks_for_it()
    {
        await using var gateway = await GatewayServer.StartAsync(new GatewayOptions { Certificate = GatewayCertificate.Good, Authority = TestEnvironment.Authority });
        await using var open = ScriptedServer.Answering(403, string.Empty);

        await RunAsync(gateway.BaseUri, new DiagnosisOptions { Limit = Ample }, with: options => options with { Connection = ConnectionOptions.ForProxy(new Uri($"http://kim:secret@127.0.0.1:{open.Port}")) });

        Assert.All(open.Requests, request => Assert.DoesNotContain("Proxy-Authorization", request, StringComparison.OrdinalIgnoreCase));
        Assert.NotEmpty(open.Requests);
    }

    [Fact]
    public async Task The_status_page_is_asked_after_a_failure_and_decides_nothing()
    {
        var page = _gateway.WithFault("login-page");
        var options = new DiagnosisOptions { Limit = Ample, StatusPage = page };

        var healthy = await RunAsync(_gateway.BaseUri, options);
        Assert.Empty(_gateway.RequestsTo(page));
        var sick = await RunAsync(_gateway.WithFault("internal_error"), options);
        var alone = await RunAsync(_gateway.BaseUri, options with { Checks = ["StatusPage"] });
        var dead = await RunAsync(_gateway.WithFault("internal_error"), options with { StatusPage = new Uri("http://127.0.0.1:9/") });

        Assert.Equal(CheckStatus.Skipped, Of(healthy, "StatusPage").Status);
        Assert.Equal(CheckStatus.Passed, Of(sick, "StatusPage").Status);
        Assert.Equal((CheckStatus.Passed, CheckStatus.Passed), (Of(alone, "StatusPage").Status, alone[^1].Status));
        Assert.Equal(CheckStatus.Warning, Of(dead, "StatusPage").Status);
        Assert.Equal(("InternalError", "InternalError"), (sick[^1].Problem, dead[^1].Problem));
        Assert.All(_gateway.RequestsTo(page), request => Assert.DoesNotContain("Authorization", request.Headers.Keys));
        Assert.Equal(2, _gateway.RequestsTo(page).Count);
    }

    [Fact]
    public async Task The_vendors_status_page_is_not_asked_about_another_host()
    {
        var checks = await RunAsync(_gateway.WithFault("internal_error"), new DiagnosisOptions { Limit = Ample });

        Assert.Equal(CheckStatus.Skipped, Of(checks, "StatusPage").Status);
        Assert.Contains("vendor's hosts only", Of(checks, "StatusPage").Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_another_server_knows_is_the_resolvers_fault()
    {
        await using var server = DnsResponder.Knowing(Elsewhere);

        var checks = await RunAsync(new Uri("https://no-such-host.invalid/v1"), new DiagnosisOptions { Limit = Ample, DnsServers = [server.EndPoint] });

        var dns = Of(checks, "Dns");
        Assert.Equal("ResolverFailing", checks[^1].Problem);
        Assert.Equal(Elsewhere.ToString(), dns.Evidence[server.EndPoint.ToString()]);
        Assert.Contains("HostNotFound", dns.Evidence["SystemAnswer"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DnsResponder.NoSuchName, "no such name (NXDOMAIN)")]
    [InlineData(DnsResponder.NoError, "the name has no address")]
    [InlineData(DnsResponder.ServerFailure, "it can't answer (ServerFailure)")]
    public async Task A_name_that_nobody_knows_does_not_exist(byte code, string answer)
    {
        await using var server = DnsResponder.Answering(code);

        var checks = await RunAsync(new Uri("https://no-such-host.invalid/v1"), new DiagnosisOptions { Limit = Ample, DnsServers = [server.EndPoint] });

        Assert.Equal("NameNotFound", checks[^1].Problem);
        Assert.Equal(answer, Of(checks, "Dns").Evidence[server.EndPoint.ToString()]);
    }

    [Fact]
    public async Task A_silent_DNS_server_holds_the_check_up_no_longer_than_its_limit()
    {
        var limit = TimeSpan.FromSeconds(1);
        await using var server = DnsResponder.Silent();

        var checks = await RunAsync(new Uri("https://no-such-host.invalid/v1"), new DiagnosisOptions { Limit = limit, DnsServers = [server.EndPoint] });

        Assert.Equal("NameNotFound", checks[^1].Problem);
        Assert.StartsWith("no answer within", Of(checks, "Dns").Evidence[server.EndPoint.ToString()], StringComparison.Ordinal);
        Assert.InRange(Of(checks, "Dns").Duration, TimeSpan.Zero, Ample);
    }

    [Fact]
    public async Task A_clock_that_is_minutes_off_is_a_warning_with_both_times()
    {
        var server = new FakeClock();
        await using var gateway = await GatewayServer.StartAsync(new GatewayOptions { TimeProvider = server });

        var checks = await RunAsync(gateway.BaseUri, new DiagnosisOptions { Limit = Ample });

        Assert.Equal((CheckStatus.Warning, "ClockSkew"), (Of(checks, "Clock").Status, Of(checks, "Clock").Problem));
        Assert.Equal((CheckStatus.Warning, "ClockSkew"), (checks[^1].Status, checks[^1].Problem));
        Assert.Contains(Of(checks, "Clock").Evidence["ServerTime"], checks[^1].RecommendedAction, StringComparison.Ordinal);
    }

    [TrustedTlsTheory]
    [InlineData(GatewayCertificate.Expired, -60)]
    [InlineData(GatewayCertificate.NotYetValid, 60)]
    public async Task A_certificate_out_of_its_time_is_the_clocks_fault_when_it_is_in_its_time_by_the_servers(GatewayCertificate certificate, int days)
    {
        await using var gateway = await GatewayServer.StartAsync(new GatewayOptions { Certificate = certificate, Authority = TestEnvironment.Authority, TimeProvider = new FakeClock(DateTimeOffset.UtcNow.AddDays(days)) });

        var checks = await RunAsync(gateway.BaseUri, new DiagnosisOptions { Limit = Ample });

        Assert.Equal(CheckStatus.Failed, Of(checks, "Tls").Status);
        Assert.Equal((CheckStatus.Failed, "ClockSkew"), (Of(checks, "Clock").Status, Of(checks, "Clock").Problem));
        Assert.Equal("ClockSkew", checks[^1].Problem);
        Assert.All(gateway.Requests, request => Assert.Equal(("HEAD", false), (request.Method, request.Headers.ContainsKey("Authorization"))));
    }

    [Theory]
    [InlineData(GatewayProxyMode.RefuseConnect, "403")]
    [InlineData(GatewayProxyMode.BlockPage, "502")]
    public async Task A_proxy_that_refuses_the_tunnel_is_the_root_cause_with_its_own_words(GatewayProxyMode mode, string status)
    {
        await using var proxy = await GatewayProxy.StartAsync(mode);

        var checks = await RunAsync(new Uri("https://gateway.invalid/v1"), new DiagnosisOptions { Limit = Ample }, with: options => options with { Connection = ConnectionOptions.ForProxy(proxy.Uri) });

        Assert.Equal(("Proxy", "ProxyUnreachable", status), (checks[1].Name, checks[1].Problem, checks[1].Evidence["Status"]));
        Assert.Equal("ProxyUnreachable", checks[^1].Problem);
        Assert.Contains($"'HTTP/1.1 {status}", checks[^1].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:9", "Tcp")]
    [InlineData("http://no-such-proxy.invalid:3128", "Dns")]
    [InlineData("socks5://127.0.0.1:9", "Tcp")]
    public async Task A_proxy_that_is_not_there_is_the_root_cause_with_the_stage(string proxy, string stage)
    {
        var checks = await RunAsync(new Uri("https://gateway.invalid/v1"), new DiagnosisOptions { Limit = Ample }, with: options => options with { Connection = ConnectionOptions.ForProxy(new Uri(proxy)) });

        Assert.Equal(("Proxy", "ProxyUnreachable", stage), (checks[1].Name, checks[1].Problem, checks[1].Evidence["Stage"]));
        Assert.Equal("ProxyUnreachable", checks[^1].Problem);
    }

    [TrustedTlsFact]
    public async Task A_clock_that_is_wrong_too_does_not_excuse_a_certificate_that_has_expired_by_any_clock()
    {
        await using var gateway = await GatewayServer.StartAsync(new GatewayOptions { Certificate = GatewayCertificate.Expired, Authority = TestEnvironment.Authority, TimeProvider = new FakeClock(DateTimeOffset.UtcNow.AddMinutes(5)) });

        var checks = await RunAsync(gateway.BaseUri, new DiagnosisOptions { Limit = Ample });

        Assert.Equal((CheckStatus.Warning, "ClockSkew"), (Of(checks, "Clock").Status, Of(checks, "Clock").Problem));
        Assert.Equal("CertificateExpired", checks[^1].Problem);
    }

    [TrustedTlsFact]
    public async Task A_certificate_out_of_its_time_is_the_servers_fault_when_the_clocks_agree()
    {
        await using var gateway = await GatewayServer.StartAsync(new GatewayOptions { Certificate = GatewayCertificate.Expired, Authority = TestEnvironment.Authority });

        var checks = await RunAsync(gateway.BaseUri, new DiagnosisOptions { Limit = Ample });

        Assert.Equal((CheckStatus.Passed, "CertificateExpired"), (Of(checks, "Clock").Status, checks[^1].Problem));
        Assert.Contains("renew its certificate", checks[^1].RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_DNS_server_that_is_not_there_refuses_and_is_not_taken_for_a_silent_one()
    {
        IPEndPoint dead;
        await using (var server = DnsResponder.Silent())
        {
            dead = server.EndPoint;
        }

        var checks = await RunAsync(new Uri("https://no-such-host.invalid/v1"), new DiagnosisOptions { Limit = TimeSpan.FromSeconds(1), DnsServers = [dead] });

        Assert.Contains("ConnectionRefused", Of(checks, "Dns").Evidence[dead.ToString()], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_checks_under_way_are_told_and_none_is_left_over()
    {
        var seen = new List<string>();
        var options = new DiagnosisOptions { Limit = Ample, UnderWay = names => { lock (seen) { seen.Add(string.Join(' ', names)); } } };

        await RunAsync(_gateway.BaseUri, options);

        Assert.Contains("Http", seen);
        Assert.All(seen, names => Assert.NotEmpty(names));
    }

    private static async Task<(CheckStatus Status, string? Problem)> VerdictOfAsync(Uri baseUri, DiagnosisOptions options, string key)
    {
        var verdict = (await RunAsync(baseUri, options, key))[^1];
        return (verdict.Status, verdict.Problem);
    }

    private static ConnectionCheck Of(IReadOnlyList<ConnectionCheck> checks, string name) => checks.Single(check => check.Name == name);

    private static async Task<IReadOnlyList<ConnectionCheck>> RunAsync(Uri baseUri, DiagnosisOptions options, string? key = GatewayKeys.Good, Func<ClientOptions, ClientOptions>? with = null)
    {
        var lab = new Lab(baseUri, key, defaults => (with?.Invoke(defaults) ?? defaults) with { Timeout = Ample, MaximumRetryCount = 0 }, TimeProvider.System);
        var checks = new List<ConnectionCheck>();
        await foreach (var check in new ConnectionDoctor(lab.Client, options).RunAsync(default))
        {
            checks.Add(check);
        }

        Assert.Equal(Verdict.Name, checks[^1].Name);
        return checks;
    }
}
