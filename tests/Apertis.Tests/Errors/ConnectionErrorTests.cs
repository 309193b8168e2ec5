using System.Diagnostics;
using System.Management.Automation;
using Apertis.Gateway;
using Apertis.Tests.Setup;

namespace Apertis.Tests.Errors;

/// <summary>The rows of the error table where no answer comes: DNS, TCP, TLS, proxies, time-outs.</summary>
public sealed class ConnectionErrorTests(Bench bench) : IClassFixture<Bench>
{
    // A failure without an answer has no hint of the server's: that it would be retried shows in the wait that was not allowed.
    private const string NoWaiting = "-MaximumRetryCount 2 -MaximumRetryDelaySec 0.001";

    [Fact]
    public void Unknown_host_is_NameResolutionFailed()
    {
        // "Try again" answers, which a machine without any DNS gets, would be retried.
        var error = Ask(new Uri("https://gateway.invalid/v1"), "-MaximumRetryCount 0");

        AssertRow(error, "NameResolutionFailed", "Dns", ErrorCategory.ConnectionError, says: "gateway.invalid");
        Assert.Contains("gateway.invalid", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains("8.8.8.8", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void Port_where_nobody_listens_is_ConnectionRefused()
    {
        var port = Ports.Refused();

        var error = Ask(new Uri($"http://127.0.0.1:{port}/v1"), NoWaiting);

        AssertRow(error, "ConnectionRefused", "Connection", ErrorCategory.ConnectionError, says: $"127.0.0.1 port {port}", isRetriable: true);
    }

    [Fact]
    public void Address_that_no_connection_can_be_made_to_is_ConnectionFailed()
    {
        // Every system refuses TCP to a multicast address by itself: no packet is sent.
        var error = Ask(new Uri("https://224.0.0.1:9/v1"), NoWaiting);

        AssertRow(error, "ConnectionFailed", "Connection", ErrorCategory.ConnectionError, says: "224.0.0.1", isRetriable: true);
    }

    [Theory]
    [InlineData("reset")]
    [InlineData("close")]
    public async Task Connection_that_breaks_before_an_answer_is_ConnectionReset(string fault)
    {
        await using var gateway = await GatewayServer.StartAsync();

        var error = Ask(gateway.WithFault(fault), NoWaiting);

        AssertRow(error, "ConnectionReset", "Connection", ErrorCategory.ConnectionError, says: "127.0.0.1", isRetriable: true);
        Assert.Single(gateway.Requests);
    }

    [Fact]
    public async Task Connection_that_breaks_once_is_made_again()
    {
        await using var gateway = await GatewayServer.StartAsync();
        var uri = gateway.WithFault("reset", ("times", "1"));

        // The only test that waits for our own backoff: 1 to 2 seconds.
        var result = bench.Run(uri, "Invoke-ApertisChat hello -MaximumRetryCount 1").OnlyOutput();

        Assert.Equal(["ConnectionReset", null], result.List("Attempts").Select(attempt => attempt.Text("Problem")));
        Assert.InRange((TimeSpan)result.List("Attempts")[0].Get("Delay")!, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        Assert.Equal(2, gateway.Requests.Count);
    }

    [Fact]
    public async Task Unanswered_TLS_handshake_is_ConnectionTimedOut_and_names_the_stage()
    {
        await using var server = new SilentServer();

        var error = Ask(new Uri($"https://127.0.0.1:{server.Port}/v1"), $"-ConnectionTimeoutSeconds 0.3 {NoWaiting}");

        AssertRow(error, "ConnectionTimedOut", "Connection", ErrorCategory.ConnectionError, says: "TLS handshake within 0.3 s", isRetriable: true);
        Assert.Contains(new KeyValuePair<string, string>("Stage", "TLS"), Assert.IsAssignableFrom<IEnumerable<KeyValuePair<string, string>>>(error.Exception.Get("Evidence")));
    }

    [Fact]
    public void Stream_that_never_begins_is_not_told_to_stream()
    {
        var error = bench.Run(bench.Gateway.WithFault("hang"), "Invoke-ApertisChat hello -Stream -TimeoutSec 0.3").OnlyError();

        Assert.DoesNotContain("-Stream", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains("-MaxTokens", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        var evidence = Assert.IsAssignableFrom<IReadOnlyDictionary<string, string>>(error.Exception.Get("Evidence"));
        Assert.All((string[])["Kept", "StreamParameter", "RetryParameters", "ShorterAnswer"], wording => Assert.DoesNotContain(wording, evidence.Keys));
    }

    [Fact]
    public void Server_that_never_answers_is_RequestTimedOut_and_not_retried()
    {
        var uri = bench.Gateway.WithFault("hang");
        var started = Stopwatch.GetTimestamp();

        var error = Ask(uri, "-TimeoutSec 0.3");

        AssertRow(error, "RequestTimedOut", "Timeout", ErrorCategory.OperationTimeout, says: "no answer had begun after 0.3 s");
        Assert.Single(bench.Gateway.RequestsTo(uri));
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.FromSeconds(0.3), TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Advice_of_a_chat_that_takes_too_long_names_the_chats_own_parameters()
    {
        var error = bench.Run(bench.Gateway.WithFault("hang"), "Invoke-ApertisChat hello -TimeoutSec 0.3").OnlyError();

        Assert.Contains("-MaxTokens", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains("-Stream", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void Advice_of_a_chat_at_the_rate_limit_names_the_chats_own_parameters()
    {
        var error = bench.Run(bench.Gateway.WithFault("rate_limit_exceeded"), "Invoke-ApertisChat hello -MaximumRetryCount 0").OnlyError();

        Assert.Contains("-MaximumRetryDelaySec and -MaximumRetryCount", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Limit_of_the_call_that_ends_the_making_of_a_connection_names_the_connection()
    {
        await using var silent = new SilentServer();

        var error = bench.Run(new Uri($"https://127.0.0.1:{silent.Port}"), "Invoke-ApertisChat hello -TimeoutSec 0.5").OnlyError();

        Assert.Equal("ConnectionTimedOut", error.Id());
        error.AssertWellFormed();
        Assert.DoesNotContain("-MaxTokens", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void Answer_that_takes_too_long_to_complete_is_RequestTimedOut()
    {
        var uri = bench.Gateway.WithFault("slow-body", ("ms", "100"));

        var error = Ask(uri, "-TimeoutSec 0.5");

        AssertRow(error, "RequestTimedOut", "Timeout", ErrorCategory.OperationTimeout, says: "the answer had begun but was not complete after 0.5 s");
        Assert.Single(bench.Gateway.RequestsTo(uri));
    }

    [Fact]
    public void Error_whose_body_takes_too_long_keeps_its_status()
    {
        var uri = bench.Gateway.WithFault("slow-body", ("ms", "100"));

        var error = bench.Run(uri, "Invoke-ApertisChat hello -Model nope -TimeoutSec 0.5").OnlyError();

        Assert.Equal("EndpointNotFound", error.Id());
        error.AssertWellFormed();
    }

    [Theory]
    [InlineData(GatewayCertificate.Expired, "CertificateExpired")]
    [InlineData(GatewayCertificate.NotYetValid, "CertificateNotYetValid")]
    [InlineData(GatewayCertificate.WrongName, "CertificateNameMismatch")]
    [InlineData(GatewayCertificate.SelfSigned, "CertificateUntrusted")]
    [InlineData(GatewayCertificate.UntrustedRoot, "CertificateUntrusted")]
    public async Task Bad_certificate_is_refused_for_its_reason(GatewayCertificate certificate, string id)
    {
        await using var gateway = await GatewayServer.StartAsync(new GatewayOptions { Certificate = certificate, Authority = TrustedAuthority.Value });

        var error = Ask(gateway.BaseUri, "-MaximumRetryCount 2");

        AssertRow(error, id, "Tls", ErrorCategory.SecurityError, says: "certificate");
        Assert.Empty(gateway.Requests);
    }

    [TrustedAuthorityFact]
    public async Task Good_certificate_is_accepted()
    {
        await using var gateway = await GatewayServer.StartAsync(new GatewayOptions { Certificate = GatewayCertificate.Good, Authority = TrustedAuthority.Value });

        Assert.Equal("You said: hello", bench.Run(gateway.BaseUri, "Invoke-ApertisChat hello").OnlyOutput().ToString());

        Assert.Equal("HTTP/2", Assert.Single(gateway.Requests).Protocol);
    }

    [Fact]
    public async Task There_is_no_way_round_certificate_validation()
    {
        await using var gateway = await GatewayServer.StartAsync(new GatewayOptions { Certificate = GatewayCertificate.SelfSigned });

        var result = bench.Run(gateway.BaseUri, "Invoke-ApertisChat hello -SkipCertificateCheck");

        Assert.Equal("NamedParameterNotFound", result.OnlyError().Id());
        Assert.Equal("CertificateUntrusted", Ask(gateway.BaseUri, "-AllowUnencryptedAuthentication").Id());
    }

    [Fact]
    public void Plain_http_port_behind_https_is_TlsHandshakeFailed()
    {
        var error = Ask(new UriBuilder(bench.Gateway.BaseUri) { Scheme = "https" }.Uri, "-MaximumRetryCount 2");

        AssertRow(error, "TlsHandshakeFailed", "Tls", ErrorCategory.SecurityError, says: "127.0.0.1");
    }

    [Theory]
    [InlineData("")]
    [InlineData("-ProxyCredential $wrong")]
    public async Task Proxy_that_wants_other_credentials_is_ProxyAuthenticationRequired(string credential)
    {
        await using var gateway = await SecureGatewayAsync();
        await using var proxy = await GatewayProxy.StartAsync(GatewayProxyMode.RequireAuthentication, "kim", "right password");
        bench.Session.SetVariable("proxy", proxy.Uri);
        bench.Session.SetVariable("wrong", Credential("kim", "wrong password"));

        var error = Ask(gateway.BaseUri, $"-Proxy $proxy {credential} -MaximumRetryCount 2");

        AssertRow(error, "ProxyAuthenticationRequired", "Proxy", ErrorCategory.ConnectionError, says: $"http://127.0.0.1:{proxy.Uri.Port}");
        Assert.Equal(407, error.Exception.Get("StatusCode"));
        Assert.Contains("-ProxyCredential", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(gateway.Requests);
    }

    [Fact]
    public async Task Proxy_that_wants_credentials_is_named_also_for_plain_http()
    {
        await using var proxy = await GatewayProxy.StartAsync(GatewayProxyMode.RequireAuthentication, "kim", "right password");
        bench.Session.SetVariable("proxy", proxy.Uri);

        var error = Ask(bench.Gateway.BaseUri, "-Proxy $proxy");

        AssertRow(error, "ProxyAuthenticationRequired", "Proxy", ErrorCategory.ConnectionError, says: "HTTP 407");
        Assert.Contains($"http://127.0.0.1:{proxy.Uri.Port}", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [TrustedAuthorityFact]
    public async Task Proxy_with_the_right_credentials_carries_the_call()
    {
        await using var gateway = await SecureGatewayAsync();
        await using var proxy = await GatewayProxy.StartAsync(GatewayProxyMode.RequireAuthentication, "kim", "right password");
        bench.Session.SetVariable("proxy", proxy.Uri);
        bench.Session.SetVariable("right", Credential("kim", "right password"));
        bench.Session.SetVariable("whole", new UriBuilder(proxy.Uri) { UserName = "kim", Password = "right%20password" }.Uri);

        Assert.Equal("You said: hello", bench.Run(gateway.BaseUri, "Invoke-ApertisChat hello -Proxy $proxy -ProxyCredential $right").OnlyOutput().ToString());
        Assert.Equal("You said: hello", bench.Run(gateway.BaseUri, "Invoke-ApertisChat hello -Proxy $whole").OnlyOutput().ToString());

        Assert.Contains($"CONNECT localhost:{gateway.BaseUri.Port} HTTP/1.1", proxy.RequestLines);
    }

    [Fact]
    public async Task NoProxy_goes_round_and_excludes_Proxy()
    {
        await using var proxy = await GatewayProxy.StartAsync(GatewayProxyMode.Open);
        bench.Session.SetVariable("proxy", proxy.Uri);

        Assert.Equal("You said: hello", bench.Run("Invoke-ApertisChat hello -NoProxy").OnlyOutput().ToString());
        Assert.Empty(proxy.RequestLines);
        Assert.Equal("You said: hello", bench.Run("Invoke-ApertisChat hello -Proxy $proxy").OnlyOutput().ToString());
        Assert.Single(proxy.RequestLines);

        var both = bench.Run(Reading.Catching("Invoke-ApertisChat hello -Proxy $proxy -NoProxy"));
        Assert.True(both.IsTerminated);
        Assert.Contains("exclude each other", both.OnlyError().ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost:{0}")]
    [InlineData("127.0.0.1:{0}")]
    [InlineData("http://localhost:{0}")]
    [InlineData("HTTP://LOCALHOST:{0}/")]
    [InlineData("kim:secret@localhost:{0}")]
    public async Task Proxy_may_be_given_without_its_scheme(string address)
    {
        await using var proxy = await GatewayProxy.StartAsync(GatewayProxyMode.Open);
        bench.Session.SetVariable("address", string.Format(System.Globalization.CultureInfo.InvariantCulture, address, proxy.Uri.Port));

        Assert.Equal("You said: hello", bench.Run("Invoke-ApertisChat hello -Proxy $address").OnlyOutput().ToString());
        Assert.Single(proxy.RequestLines);
        Assert.Equal(true, bench.Run("Test-ApertisKey -Quiet -Proxy $address").OnlyOutput().BaseObject);
        Assert.Equal(true, bench.Run("Test-ApertisConnection -Quiet -Proxy $address").OnlyOutput().BaseObject);
    }

    [Theory]
    [InlineData("-Proxy ftp://127.0.0.1:3128", "-Proxy needs")]
    [InlineData("-Proxy file:///etc/hosts", "-Proxy needs")]
    [InlineData("-Proxy /etc/hosts", "-Proxy needs")]
    [InlineData("-Proxy 'not an address'", "-Proxy needs")]
    [InlineData("-NoProxy -ProxyCredential $kim", "-ProxyCredential and -NoProxy exclude each other")]
    public void Proxy_parameters_that_make_no_sense_end_the_command_before_any_request(string parameters, string says)
    {
        var uri = bench.Gateway.WithFault("none");
        bench.Session.SetVariable("kim", Credential("kim", "correct horse"));

        foreach (var command in new[] { "'a', 'b' | Invoke-ApertisChat", "Get-ApertisModel", "Test-ApertisKey", "Test-ApertisConnection" })
        {
            var result = bench.Run(uri, Reading.Catching($"{command} {parameters}"));

            Assert.True(result.IsTerminated, command);
            var error = result.OnlyError();
            Assert.Equal("InvalidParameter", error.Id());
            error.AssertWellFormed();
            Assert.Contains(says, error.ErrorDetails.Message, StringComparison.Ordinal);
        }

        Assert.Empty(bench.Gateway.RequestsTo(uri));
    }

    [Fact]
    public async Task Proxy_that_quotes_the_request_gives_neither_password_nor_token_away()
    {
        const string Token = "a2ltOmNvcnJlY3QgaG9yc2UgYmF0dGVyeQ==";
        await using var gateway = await GatewayServer.StartAsync();
        var proxy = gateway.WithFault("status", ("status", "403"), ("message", $"Proxy-Authorization: Basic {Token}, which is kim:correct horse battery"));
        bench.Session.SetVariable("kim", Credential("kim", "correct horse battery"));
        bench.Session.SetVariable("proxy", $"http://127.0.0.1:{gateway.Root.Port}");

        var result = bench.Run(proxy, "Invoke-ApertisChat hello -Proxy $proxy -ProxyCredential $kim -Debug -Verbose");

        var error = Assert.Single(result.Errors);
        var text = string.Join('\n', [.. result.Debug, .. result.Verbose, error.ErrorDetails.Message, error.ErrorDetails.RecommendedAction, error.Exception.ToString(), error.Exception.Text("ResponseBody")]);
        Assert.Contains("Proxy-Authorization", text, StringComparison.Ordinal);
        Assert.DoesNotContain(Token[..12], text, StringComparison.Ordinal);
        Assert.DoesNotContain("horse", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Proxy_where_nobody_listens_is_ProxyUnreachable()
    {
        await using var gateway = await SecureGatewayAsync();
        var port = Ports.Refused();

        var error = Ask(gateway.BaseUri, $"-Proxy http://127.0.0.1:{port} {NoWaiting}");

        AssertRow(error, "ProxyUnreachable", "Proxy", ErrorCategory.ConnectionError, says: $"http://127.0.0.1:{port}", isRetriable: true);
    }

    [Fact]
    public async Task Proxy_whose_name_does_not_resolve_is_ProxyUnreachable()
    {
        await using var gateway = await SecureGatewayAsync();

        var error = Ask(gateway.BaseUri, "-Proxy http://proxy.invalid:3128 -MaximumRetryCount 0");

        AssertRow(error, "ProxyUnreachable", "Proxy", ErrorCategory.ConnectionError, says: "name does not resolve");
    }

    [Fact]
    public async Task Proxy_that_takes_the_connection_and_says_nothing_is_ProxyUnreachable()
    {
        await using var gateway = await SecureGatewayAsync();
        await using var silent = new SilentServer();
        bench.Session.SetVariable("proxy", silent.Uri);

        var error = Ask(gateway.BaseUri, $"-Proxy $proxy -ConnectionTimeoutSeconds 0.3 {NoWaiting}");

        AssertRow(error, "ProxyUnreachable", "Proxy", ErrorCategory.ConnectionError, says: $"http://127.0.0.1:{silent.Port}", isRetriable: true);
    }

    [Theory]
    [InlineData(GatewayProxyMode.RefuseConnect, 403)]
    [InlineData(GatewayProxyMode.BlockPage, 502)]
    public async Task Proxy_that_refuses_a_tunnel_is_ProxyUnreachable(GatewayProxyMode mode, int status)
    {
        await using var gateway = await SecureGatewayAsync();
        await using var proxy = await GatewayProxy.StartAsync(mode);
        bench.Session.SetVariable("proxy", proxy.Uri);

        var error = Ask(gateway.BaseUri, $"-Proxy $proxy {NoWaiting}");

        AssertRow(error, "ProxyUnreachable", "Proxy", ErrorCategory.ConnectionError, says: "tunnel", isRetriable: true);
        Assert.Equal(status, error.Exception.Get("StatusCode"));
        Assert.Single(proxy.RequestLines);
    }

    [Fact]
    public async Task Block_page_of_a_filter_is_EdgeBlocked()
    {
        await using var proxy = await GatewayProxy.StartAsync(GatewayProxyMode.BlockPage);
        bench.Session.SetVariable("proxy", proxy.Uri);

        var error = Ask(bench.Gateway.BaseUri, "-Proxy $proxy");

        AssertRow(error, "EdgeBlocked", "Permission", ErrorCategory.PermissionDenied, says: "HTTP 403");
    }

    private static PSCredential Credential(string user, string password) => new(user, new System.Net.NetworkCredential(user, password).SecurePassword);

    private static Task<GatewayServer> SecureGatewayAsync() =>
        GatewayServer.StartAsync(new GatewayOptions { Certificate = GatewayCertificate.Good, Authority = TrustedAuthority.Value });

    private static void AssertRow(ErrorRecord error, string id, string category, ErrorCategory native, string says, bool isRetriable = false)
    {
        Assert.Equal(id, error.Id());
        error.AssertWellFormed();
        Assert.Equal(category, error.Exception.Text("Category"));
        Assert.Equal(native, error.CategoryInfo.Category);
        Assert.Contains(says, error.ErrorDetails.Message, StringComparison.Ordinal);
        Assert.Equal("Apertis.ChatInput", error.TargetObject.GetType().FullName);
        var attempt = Assert.Single(error.Exception.List("Attempts"));
        Assert.Equal(id, attempt.Get("Problem"));
        Assert.Equal(isRetriable, error.ErrorDetails.Message.Contains("the next attempt is due", StringComparison.Ordinal));
    }

    private ErrorRecord Ask(Uri baseUri, string parameters)
    {
        var result = bench.Run(baseUri, Reading.Catching($"Invoke-ApertisChat hello {parameters}"));
        Assert.False(result.IsTerminated);
        return result.OnlyError();
    }
}
