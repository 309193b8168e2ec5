using System.ComponentModel;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Apertis.Client.Tests.Support;
using Apertis.Gateway;

namespace Apertis.Client.Tests.Guide;

/// <summary>The row of an exception.</summary>
public sealed class ExceptionLookupTests
{
    private const string Proxy = "http://proxy.example:8080";

    private static readonly FailureContext Straight = new() { Host = "api.example", Port = 443, ConnectionTimeout = TimeSpan.FromSeconds(15) };

    [Theory]
    [InlineData(SocketError.ConnectionRefused, "ConnectionRefused", true)]
    [InlineData(SocketError.TimedOut, "ConnectionTimedOut", true)]
    [InlineData(SocketError.ConnectionReset, "ConnectionReset", true)]
    [InlineData(SocketError.ConnectionAborted, "ConnectionReset", true)]
    [InlineData(SocketError.Shutdown, "ConnectionReset", true)]
    [InlineData(SocketError.NetworkUnreachable, "ConnectionFailed", true)]
    [InlineData(SocketError.HostUnreachable, "ConnectionFailed", true)]
    [InlineData(SocketError.NetworkDown, "ConnectionFailed", true)]
    [InlineData(SocketError.AccessDenied, "ConnectionFailed", true)]
    [InlineData(SocketError.HostNotFound, "NameResolutionFailed", false)]
    [InlineData(SocketError.NoData, "NameResolutionFailed", false)]
    [InlineData(SocketError.NoRecovery, "NameResolutionFailed", false)]
    [InlineData(SocketError.TryAgain, "NameResolutionFailed", true)]
    public void A_socket_error_has_its_row_and_only_passing_ones_are_retried(SocketError error, string problem, bool isRetriable)
    {
        var bare = ExceptionLookup.Match(new SocketException((int)error), Straight);
        var wrapped = ExceptionLookup.Match(new HttpRequestException(HttpRequestError.ConnectionError, "x", new IOException("x", new SocketException((int)error))), Straight);

        Assert.Equal((problem, isRetriable), (bare.Problem.Id, bare.IsRetriable));
        Assert.Equal((problem, isRetriable), (wrapped.Problem.Id, wrapped.IsRetriable));
        Assert.Equal("api.example", wrapped.Evidence["Host"]);
    }

    [Fact]
    public void A_socket_error_is_named_in_the_evidence()
    {
        Assert.Equal("ConnectionRefused", ExceptionLookup.Match(new SocketException((int)SocketError.ConnectionRefused), Straight).Evidence["SocketError"]);
    }

    [Fact]
    public async Task A_name_that_does_not_exist_is_a_name_resolution_failure()
    {
        var exception = await Assert.ThrowsAnyAsync<SocketException>(() => Dns.GetHostAddressesAsync("no-such-host.invalid"));

        var match = ExceptionLookup.Match(exception, Straight with { Host = "no-such-host.invalid" });

        Assert.Equal(("NameResolutionFailed", ProblemCategory.Dns), (match.Problem.Id, match.Problem.Category));
        Assert.Contains("no-such-host.invalid", match.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_where_nothing_listens_refuses_the_connection()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var exception = await Assert.ThrowsAsync<SocketException>(() => socket.ConnectAsync(IPAddress.Loopback, ClosedPort()));

        Assert.Equal("ConnectionRefused", ExceptionLookup.Match(exception, Straight).Problem.Id);
    }

    [Fact]
    public void An_authentication_exception_is_a_failed_TLS_handshake_with_the_innermost_reason()
    {
        var exception = new HttpRequestException(HttpRequestError.SecureConnectionError, "x", new AuthenticationException("y", new IOException("no common protocol")));

        var match = ExceptionLookup.Match(exception, Straight);

        Assert.Equal(("TlsHandshakeFailed", false), (match.Problem.Id, match.IsRetriable));
        Assert.Contains("no common protocol", match.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ProtocolVersion", "protocol_version")]
    [InlineData("UnknownCA", "unknown_ca")]
    [InlineData("116", "certificate_required")]
    [InlineData("UnsupportedCert", "unsupported_certificate")]
    [InlineData("InsuffientSecurity", "insufficient_security")]
    public void An_alert_that_only_NET_names_is_found_behind_the_systems_own_words(string name, string alert)
    {
        var exception = new HttpRequestException(HttpRequestError.SecureConnectionError, "x", new AuthenticationException($"Authentication failed because the remote party sent a TLS alert: '{name}'.", new Win32Exception(5, "Die angeforderte Funktion wird nicht unterstützt.")));

        Assert.Equal(alert, ExceptionLookup.Match(exception, Straight).Evidence["Alert"]);
    }

    [Fact]
    public void An_error_of_the_system_while_the_answer_is_read_is_TLS_and_not_retried()
    {
        var match = ExceptionLookup.Match(new HttpRequestException("x", new IOException("The decryption operation failed.", new Win32Exception(5, "A message that could not be decrypted"))), Straight);

        Assert.Equal(("TlsHandshakeFailed", false), (match.Problem.Id, match.IsRetriable));
    }

    [Fact]
    public void A_time_out_names_the_stage_that_was_reached()
    {
        var tcp = ExceptionLookup.Match(new OperationCanceledException("x", new TimeoutException()), Straight);
        var tls = ExceptionLookup.Match(new OperationCanceledException("x", new TimeoutException()), Straight with { IsTcpConnected = true });

        Assert.Equal(("ConnectionTimedOut", "TCP"), (tcp.Problem.Id, tcp.Evidence["Stage"]));
        Assert.Equal(("ConnectionTimedOut", "TLS"), (tls.Problem.Id, tls.Evidence["Stage"]));
        Assert.Contains("15 s", tcp.Detail, StringComparison.Ordinal);
        Assert.Contains("TLS handshake", tls.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(407, "ProxyAuthenticationRequired", false)]
    [InlineData(403, "ProxyUnreachable", true)]
    [InlineData(502, "ProxyUnreachable", true)]
    public void A_refused_tunnel_is_the_proxys_doing(int status, string problem, bool isRetriable)
    {
        var withStatus = new HttpRequestException(HttpRequestError.ProxyTunnelError, "refused", null, (HttpStatusCode)status);
        var withText = new HttpRequestException(HttpRequestError.ProxyTunnelError, $"The proxy tunnel request to proxy 'http://127.0.0.1:12345/' failed with status code '{status}'.");

        foreach (var exception in new[] { withStatus, withText })
        {
            var match = ExceptionLookup.Match(exception, Straight with { Proxy = Proxy });
            Assert.Equal((problem, isRetriable, (int?)status), (match.Problem.Id, match.IsRetriable, match.StatusCode));
            Assert.Equal(Proxy, match.Evidence["Proxy"]);
        }
    }

    [Theory]
    [InlineData(SocketError.ConnectionRefused)]
    [InlineData(SocketError.HostNotFound)]
    [InlineData(SocketError.TimedOut)]
    [InlineData(SocketError.HostUnreachable)]
    public void A_proxy_that_can_not_be_reached_is_named_rather_than_the_host(SocketError error)
    {
        var match = ExceptionLookup.Match(new HttpRequestException(HttpRequestError.ConnectionError, "x", new SocketException((int)error)), Straight with { Proxy = Proxy });

        Assert.Equal("ProxyUnreachable", match.Problem.Id);
        Assert.Contains(match.Actions, action => action.Contains(Proxy, StringComparison.Ordinal));
    }

    [Fact]
    public void An_answer_that_is_not_HTTP_is_malformed()
    {
        Assert.Equal("ResponseMalformed", ExceptionLookup.Match(new HttpRequestException(HttpRequestError.InvalidResponse, "x"), Straight).Problem.Id);
    }

    [Fact]
    public void A_connection_that_ends_without_an_answer_was_reset()
    {
        Assert.Equal("ConnectionReset", ExceptionLookup.Match(new HttpRequestException(HttpRequestError.ResponseEnded, "x", new IOException("x")), Straight).Problem.Id);
    }

    [TrustedTlsTheory]
    [InlineData(GatewayCertificate.Expired, "CertificateExpired", "NotAfter")]
    [InlineData(GatewayCertificate.NotYetValid, "CertificateNotYetValid", "NotBefore")]
    [InlineData(GatewayCertificate.WrongName, "CertificateNameMismatch", "other.example")]
    [InlineData(GatewayCertificate.SelfSigned, "CertificateUntrusted", "localhost")]
    [InlineData(GatewayCertificate.UntrustedRoot, "CertificateUntrusted", "Example Corp")]
    [InlineData(GatewayCertificate.Good, null, "localhost")]
    public async Task A_certificate_is_judged_by_what_is_wrong_with_it(GatewayCertificate kind, string? problem, string shown)
    {
        await using var gateway = await GatewayServer.StartAsync(new GatewayOptions { Certificate = kind, Authority = TestEnvironment.Authority });
        CertificateReport? report = null;
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, gateway.Root.Port);
        await using var stream = new SslStream(client.GetStream());
        var handshake = stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
            {
                report = CertificateReport.From(certificate, chain, errors, "localhost", DateTimeOffset.UtcNow);
                return errors == SslPolicyErrors.None;
            },
        });
        _ = await Record.ExceptionAsync(() => handshake);

        Assert.Equal(problem, report!.Problem);
        Assert.Contains(shown, string.Join('\n', report.Evidence.Select(pair => $"{pair.Key}: {pair.Value}")), StringComparison.Ordinal);
        Assert.Equal(problem is not null, report.Evidence.ContainsKey("CertificateError"));
    }

    [Fact]
    public void An_expired_certificate_in_the_middle_of_the_chain_is_the_one_that_is_named()
    {
        var now = DateTimeOffset.UtcNow;
        using var rootKey = RSA.Create(2048);
        using var middleKey = RSA.Create(2048);
        using var leafKey = RSA.Create(2048);
        var rootName = new X500DistinguishedName("CN=Test Root");
        var middleName = new X500DistinguishedName("CN=Test Middle");
        using var root = Issue(rootName, rootKey, rootName, rootKey, true, now.AddYears(-2), now.AddYears(2));
        using var middle = Issue(middleName, middleKey, rootName, rootKey, true, now.AddYears(-1), now.AddDays(-3));
        using var leaf = Issue(new X500DistinguishedName("CN=localhost"), leafKey, middleName, middleKey, false, now.AddDays(-10), now.AddDays(90));
        using var chain = new X509Chain { ChainPolicy = { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true } };
        chain.ChainPolicy.CustomTrustStore.Add(root);
        chain.ChainPolicy.ExtraStore.Add(middle);
        Assert.False(chain.Build(leaf));

        var report = CertificateReport.From(leaf, chain, SslPolicyErrors.RemoteCertificateChainErrors, "localhost", now);

        var end = now.AddDays(-3).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal("CertificateExpired", report.Problem);
        Assert.Contains($"valid until {end}", report.Detail, StringComparison.Ordinal);
        Assert.StartsWith(end, report.Evidence["NotAfter"], StringComparison.Ordinal);
        Assert.Equal("CN=Test Middle", report.Evidence["Subject"]);
    }

    [Fact]
    public void No_certificate_at_all_is_a_failed_handshake()
    {
        Assert.Equal("TlsHandshakeFailed", CertificateReport.From(null, null, SslPolicyErrors.RemoteCertificateNotAvailable, "localhost", FakeClock.Start).Problem);
    }

    [Fact]
    public void The_report_of_a_certificate_becomes_the_match()
    {
        using var certificate = TestEnvironment.Authority.Issue(GatewayCertificate.WrongName);
        var report = CertificateReport.From(certificate, null, SslPolicyErrors.RemoteCertificateNameMismatch, "localhost", DateTimeOffset.UtcNow);

        var match = ExceptionLookup.Match(new HttpRequestException(HttpRequestError.SecureConnectionError, "x", new CertificateRejectedException(report)), Straight);

        Assert.Equal("CertificateNameMismatch", match.Problem.Id);
        Assert.Equal("other.example", match.Evidence["Names"]);
        Assert.Contains(match.Actions, action => action.Contains("other.example", StringComparison.Ordinal));
    }

    private static X509Certificate2 Issue(X500DistinguishedName name, RSA key, X500DistinguishedName issuer, RSA issuerKey, bool isAuthority, DateTimeOffset start, DateTimeOffset end)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        return request.Create(issuer, X509SignatureGenerator.CreateForRSA(issuerKey, RSASignaturePadding.Pkcs1), start, end, [1, (byte)name.Name.Length]);
    }

    private static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
