using Apertis.Client.Http;
using Apertis.Client.Tests.Support;
using Apertis.Gateway;

namespace Apertis.Client.Tests.Http;

/// <summary>Connections: reused, HTTP/2 where it is offered, certificates always checked, handshakes bounded.</summary>
public sealed class ConnectionTests
{
    [Fact]
    public async Task Calls_one_after_another_share_a_connection_also_across_clients()
    {
        await using var gateway = await GatewayServer.StartAsync();
        var options = Lab.DefaultOptions();

        for (var call = 0; call < 3; call++)
        {
            await new Lab(gateway.BaseUri, with: _ => options).ChatAsync();
        }

        Assert.Equal(3, gateway.Requests.Count);
        Assert.Single(gateway.Requests.Select(request => request.ConnectionId).Distinct());
        Assert.Equal(1, gateway.OpenConnections);
    }

    [Fact]
    public async Task Other_ways_of_connecting_have_connections_of_their_own()
    {
        await using var gateway = await GatewayServer.StartAsync();

        await new Lab(gateway.BaseUri).ChatAsync();
        await new Lab(gateway.BaseUri).ChatAsync();

        Assert.Equal(2, gateway.Requests.Select(request => request.ConnectionId).Distinct().Count());
    }

    [Fact]
    public async Task A_failed_answer_leaves_its_connection_fit_for_the_next_attempt()
    {
        await using var gateway = await GatewayServer.StartAsync();

        await new Lab(gateway.WithFault("service_unavailable", ("times", "2"))).ChatAsync();

        Assert.Equal(3, gateway.Requests.Count);
        Assert.Single(gateway.Requests.Select(request => request.ConnectionId).Distinct());
    }

    [TrustedTlsTheory]
    [InlineData(true, "HTTP/2")]
    [InlineData(false, "HTTP/1.1")]
    public async Task HTTP_2_is_used_over_TLS_where_it_is_offered(bool offers, string protocol)
    {
        await using var gateway = await SecureGatewayAsync(GatewayCertificate.Good, offers);
        var lab = new Lab(gateway.BaseUri);

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => lab.ChatAsync()));

        Assert.All(results, result => Assert.Equal("You said: Hello", result.Content));
        Assert.All(gateway.Requests, request => Assert.Equal(protocol, request.Protocol));
    }

    [TrustedTlsTheory]
    [InlineData("reset")]
    [InlineData("close")]
    public async Task An_HTTP_2_connection_that_breaks_is_a_reset_and_tried_again(string fault)
    {
        await using var gateway = await SecureGatewayAsync(GatewayCertificate.Good);

        var result = await new Lab(gateway.WithFault(fault, ("times", "1"))).ChatAsync();

        Assert.Equal(["ConnectionReset", null], result.Attempts.Select(attempt => attempt.Problem));
    }

    [TrustedTlsTheory]
    [InlineData(GatewayCertificate.Expired, "CertificateExpired")]
    [InlineData(GatewayCertificate.NotYetValid, "CertificateNotYetValid")]
    [InlineData(GatewayCertificate.WrongName, "CertificateNameMismatch")]
    [InlineData(GatewayCertificate.SelfSigned, "CertificateUntrusted")]
    [InlineData(GatewayCertificate.UntrustedRoot, "CertificateUntrusted")]
    public async Task A_bad_certificate_ends_the_call_before_a_key_is_sent(GatewayCertificate certificate, string problem)
    {
        await using var gateway = await SecureGatewayAsync(certificate);

        var exception = await new Lab(gateway.BaseUri).ChatFailureAsync();

        Assert.Equal((problem, ProblemCategory.Tls), (exception.Problem, exception.Category));
        Assert.Single(exception.Attempts);
        Assert.Empty(gateway.Requests);
        Assert.Equal("localhost", exception.Evidence["Host"]);
        Assert.True(exception.Evidence.ContainsKey("Subject"));
        Assert.NotEmpty(exception.RecommendedActions);
    }

    [Fact]
    public async Task A_port_that_does_not_speak_TLS_is_a_failed_handshake()
    {
        await using var gateway = await GatewayServer.StartAsync();

        var exception = await new Lab(new Uri($"https://127.0.0.1:{gateway.Root.Port}/v1")).ChatFailureAsync();

        Assert.Equal(("TlsHandshakeFailed", 1), (exception.Problem, exception.Attempts.Count));
        Assert.Empty(gateway.Requests);
    }

    [Fact]
    public async Task A_TLS_handshake_without_an_answer_ends_at_the_connection_limit_and_names_the_stage()
    {
        await using var server = new SilentServer();
        var lab = new Lab(new Uri($"https://127.0.0.1:{server.Port}/v1"), with: options => options with
        {
            MaximumRetryCount = 0,
            Connection = options.Connection with { Timeout = TimeSpan.FromMilliseconds(1201) },
        });

        var exception = await lab.ChatFailureAsync();

        Assert.Equal(("ConnectionTimedOut", "TLS"), (exception.Problem, exception.Evidence["Stage"]));
        Assert.Contains("TLS handshake within 1.201 s", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_times_out_is_tried_again()
    {
        await using var server = new SilentServer();
        var lab = new Lab(new Uri($"https://127.0.0.1:{server.Port}/v1"), with: options => options with
        {
            MaximumRetryCount = 1,
            Connection = options.Connection with { Timeout = TimeSpan.FromMilliseconds(101) },
        });

        var exception = await lab.ChatFailureAsync();

        Assert.Equal(["ConnectionTimedOut", "ConnectionTimedOut"], exception.Attempts.Select(attempt => attempt.Problem));
    }

    [Fact]
    public void Options_show_their_proxy_but_not_its_password()
    {
        var options = ConnectionOptions.ForProxy(new Uri("http://kim:hunter2@proxy.example:8080"));

        Assert.Equal("http://proxy.example:8080/", options.ToString());
        Assert.Equal("http://proxy.example:8080/", options.Proxy!.AbsoluteUri);
        Assert.Equal(("kim", "hunter2"), (options.ProxyUser, options.ProxyPassword));
    }

    private static Task<GatewayServer> SecureGatewayAsync(GatewayCertificate certificate, bool http2 = true) =>
        GatewayServer.StartAsync(new GatewayOptions { Certificate = certificate, Authority = TestEnvironment.Authority, Http2 = http2 });
}
