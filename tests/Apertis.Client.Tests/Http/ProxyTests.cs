using Apertis.Client.Http;
using Apertis.Client.Tests.Support;
using Apertis.Gateway;

namespace Apertis.Client.Tests.Http;

/// <summary>Proxies that help, that want a password, that refuse, and that are not there.</summary>
public sealed class ProxyTests : IAsyncLifetime
{
    private const string User = "kim";
    private const string Password = "correct-horse-battery";

    private GatewayServer _plain = null!;
    private GatewayServer _secure = null!;

    public async Task InitializeAsync()
    {
        _plain = await GatewayServer.StartAsync();
        _secure = await GatewayServer.StartAsync(new GatewayOptions { Certificate = GatewayCertificate.Good, Authority = TestEnvironment.Authority });
    }

    public async Task DisposeAsync()
    {
        await _plain.DisposeAsync();
        await _secure.DisposeAsync();
    }

    [Fact]
    public async Task A_plain_call_goes_through_the_proxy()
    {
        await using var proxy = await GatewayProxy.StartAsync(GatewayProxyMode.Open);

        var result = await Through(proxy.Uri, _plain.BaseUri).ChatAsync();

        Assert.Equal("You said: Hello", result.Content);
        Assert.Equal($"POST {_plain.BaseUri}/chat/completions HTTP/1.1", Assert.Single(proxy.RequestLines));
    }

    [TrustedTlsFact]
    public async Task A_secure_call_goes_through_a_tunnel()
    {
        await using var proxy = await GatewayProxy.StartAsync(GatewayProxyMode.Open);
        var lab = Through(proxy.Uri, _secure.BaseUri);

        await lab.ChatAsync();
        var result = await lab.ChatAsync();

        Assert.Equal("You said: Hello", result.Content);
        Assert.Equal($"CONNECT localhost:{_secure.Root.Port} HTTP/1.1", Assert.Single(proxy.RequestLines));
    }

    [TrustedTlsTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_proxy_that_wants_a_password_and_gets_none_says_so_once(bool secure)
    {
        await using var proxy = await GatewayProxy.StartAsync(GatewayProxyMode.RequireAuthentication, User, Password);

        var exception = await Through(proxy.Uri, BaseUri(secure)).ChatFailureAsync();

        Assert.Equal(("ProxyAuthenticationRequired", ProblemCategory.Proxy, 407), (exception.Problem, exception.Category, exception.StatusCode));
        Assert.Single(exception.Attempts);
        Assert.Contains(exception.RecommendedActions, action => action.Contains(proxy.Uri.Authority, StringComparison.Ordinal));
        Assert.Empty(Gateway(secure).Requests);
    }

    [TrustedTlsTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task With_the_right_password_the_proxy_lets_calls_pass(bool secure)
    {
        await using var proxy = await GatewayProxy.StartAsync(GatewayProxyMode.RequireAuthentication, User, Password);

        var result = await Through(new UriBuilder(proxy.Uri) { UserName = User, Password = Password }.Uri, BaseUri(secure)).ChatAsync();

        Assert.Equal("You said: Hello", result.Content);
        Assert.DoesNotContain("Proxy-Authorization", Gateway(secure).Requests[0].Headers.Keys);
    }

    [Fact]
    public async Task A_password_of_special_characters_reaches_the_proxy_as_it_is_meant()
    {
        const string Special = "p@ss:w/rd%?";
        await using var proxy = await GatewayProxy.StartAsync(GatewayProxyMode.RequireAuthentication, User, Special);

        var result = await Through(new Uri($"http://{User}:{Uri.EscapeDataString(Special)}@{proxy.Uri.Authority}"), _plain.BaseUri).ChatAsync();

        Assert.Equal("You said: Hello", result.Content);
    }

    [TrustedTlsTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_wrong_password_is_refused_and_shown_nowhere(bool secure)
    {
        await using var proxy = await GatewayProxy.StartAsync(GatewayProxyMode.RequireAuthentication, User, Password);
        var observer = new RecordingObserver { WantsContent = true };
        var lab = Through(new UriBuilder(proxy.Uri) { UserName = User, Password = "wrong-horse-battery" }.Uri, BaseUri(secure), observer);

        var exception = await lab.ChatFailureAsync();

        Assert.Equal("ProxyAuthenticationRequired", exception.Problem);
        Assert.Contains(proxy.Uri.Authority, exception.Evidence["Proxy"], StringComparison.Ordinal);
        var text = $"{Shown.In(exception)}\n{string.Join('\n', observer.Contents)}\n{lab.Transport.Proxy}";
        Assert.DoesNotContain("wrong-horse", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain($"{User}:", text, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String("kim:wrong-horse-battery"u8), text, StringComparison.Ordinal);
    }

    [TrustedTlsFact]
    public async Task A_proxy_that_refuses_the_tunnel_is_unreachable_and_tried_again()
    {
        await using var proxy = await GatewayProxy.StartAsync(GatewayProxyMode.RefuseConnect);

        var exception = await Through(proxy.Uri, _secure.BaseUri).ChatFailureAsync();

        Assert.Equal(("ProxyUnreachable", 403), (exception.Problem, exception.StatusCode));
        Assert.Equal(6, proxy.RequestLines.Count);
        Assert.Contains(exception.RecommendedActions, action => action.Contains("CONNECT to localhost", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_proxy_that_only_refuses_tunnels_lets_plain_calls_pass()
    {
        await using var proxy = await GatewayProxy.StartAsync(GatewayProxyMode.RefuseConnect);

        Assert.Equal("You said: Hello", (await Through(proxy.Uri, _plain.BaseUri).ChatAsync()).Content);
    }

    [Fact]
    public async Task A_filters_page_in_place_of_an_answer_is_no_word_of_the_API()
    {
        await using var proxy = await GatewayProxy.StartAsync(GatewayProxyMode.BlockPage);

        var exception = await Through(proxy.Uri, _plain.BaseUri).ChatFailureAsync();

        Assert.Equal("EdgeBlocked", exception.Problem);
        Assert.Contains("web page", exception.Message, StringComparison.Ordinal);
        Assert.Empty(_plain.Requests);
    }

    [TrustedTlsFact]
    public async Task A_filters_page_in_place_of_a_tunnel_is_the_proxys_doing()
    {
        await using var proxy = await GatewayProxy.StartAsync(GatewayProxyMode.BlockPage);

        Assert.Equal(("ProxyUnreachable", 502), await ProblemAsync(Through(proxy.Uri, _secure.BaseUri)));
    }

    [TrustedTlsTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_proxy_where_nothing_listens_is_unreachable_and_tried_again(bool secure)
    {
        Uri dead;
        await using (var proxy = await GatewayProxy.StartAsync(GatewayProxyMode.Open))
        {
            dead = proxy.Uri;
        }

        var exception = await Through(dead, BaseUri(secure)).ChatFailureAsync();

        Assert.Equal(("ProxyUnreachable", 6), (exception.Problem, exception.Attempts.Count));
        Assert.Contains(dead.Authority, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxy_whose_name_does_not_exist_is_unreachable()
    {
        var exception = await Through(new Uri("http://no-such-proxy.invalid:8080"), BaseUri(secure: true)).ChatFailureAsync();

        Assert.Equal("ProxyUnreachable", exception.Problem);
        Assert.Contains("no-such-proxy.invalid", Shown.In(exception), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_does_not_leave_the_machine_unencrypted_through_a_proxy_elsewhere()
    {
        var exception = await Through(new Uri("http://kim:correct-horse@no-such-proxy.invalid:8080"), BaseUri(secure: false)).ChatFailureAsync();

        Assert.Equal("UnencryptedAuthentication", exception.Problem);
        Assert.Contains("no-such-proxy.invalid", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("correct-horse", Shown.In(exception), StringComparison.Ordinal);
        Assert.Empty(exception.Attempts);
    }

    [Fact]
    public async Task A_proxy_that_never_answers_the_request_for_a_tunnel_is_unreachable()
    {
        await using var silent = new SilentServer();
        var options = Lab.DefaultOptions() with { MaximumRetryCount = 0, Connection = ConnectionOptions.ForProxy(silent.Uri) with { Timeout = TimeSpan.FromMilliseconds(300) } };

        var exception = await new Lab(_secure.BaseUri, with: _ => options).ChatFailureAsync();

        Assert.Equal("ProxyUnreachable", exception.Problem);
        Assert.Contains(silent.Uri.Authority, exception.Message, StringComparison.Ordinal);
    }

    [TrustedTlsFact]
    public async Task A_bad_certificate_behind_a_tunnel_is_still_found()
    {
        await using var gateway = await GatewayServer.StartAsync(new GatewayOptions { Certificate = GatewayCertificate.UntrustedRoot, Authority = TestEnvironment.Authority });
        await using var proxy = await GatewayProxy.StartAsync(GatewayProxyMode.Open);

        var exception = await Through(proxy.Uri, gateway.BaseUri).ChatFailureAsync();

        Assert.Equal("CertificateUntrusted", exception.Problem);
        Assert.Contains("Example Corp", exception.Evidence["Issuer"], StringComparison.Ordinal);
        Assert.Empty(gateway.Requests);
    }

    [Fact]
    public async Task Without_a_proxy_calls_go_straight()
    {
        var lab = new Lab(_plain.BaseUri, with: options => options with { Connection = options.Connection with { NoProxy = true, Proxy = new Uri("http://no-such-proxy.invalid:8080") } });

        Assert.Equal("You said: Hello", (await lab.ChatAsync()).Content);
        Assert.Null(lab.Transport.Proxy);
    }

    private static Lab Through(Uri proxy, Uri baseUri, RecordingObserver? observer = null) =>
        new(baseUri, with: options => options with { Connection = ConnectionOptions.ForProxy(proxy) with { Timeout = options.Connection.Timeout } }, observer: observer);

    private static async Task<(string, int?)> ProblemAsync(Lab lab)
    {
        var exception = await lab.ChatFailureAsync();
        return (exception.Problem, exception.StatusCode);
    }

    private GatewayServer Gateway(bool secure) => secure ? _secure : _plain;

    private Uri BaseUri(bool secure) => Gateway(secure).BaseUri;
}
