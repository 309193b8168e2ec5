using System.Net;
using Apertis.Client.Http;
using Apertis.Client.Tests.Support;
using Apertis.Gateway;

namespace Apertis.Client.Tests.Http;

/// <summary>Credentials for a proxy that the system chose. That choice belongs to the whole process.</summary>
[Collection(SerialTests.Name)]
public sealed class SystemProxyTests : IDisposable
{
    private const string User = "kim";
    private const string Password = "correct-horse-battery";

    private readonly IWebProxy _before = HttpClient.DefaultProxy;

    public void Dispose() => HttpClient.DefaultProxy = _before;

    [Fact]
    public async Task Credentials_alone_are_for_the_proxy_that_the_system_chose()
    {
        await using var gateway = await GatewayServer.StartAsync();
        await using var proxy = await GatewayProxy.StartAsync(GatewayProxyMode.RequireAuthentication, User, Password);
        HttpClient.DefaultProxy = new WebProxy(proxy.Uri);

        Assert.Equal("ProxyAuthenticationRequired", (await LabWith(gateway.BaseUri, null, null).ChatFailureAsync()).Problem);
        Assert.Equal("ProxyAuthenticationRequired", (await LabWith(gateway.BaseUri, User, "wrong-horse").ChatFailureAsync()).Problem);
        Assert.Equal("You said: Hello", (await LabWith(gateway.BaseUri, User, Password).ChatAsync()).Content);
        Assert.Null(HttpClient.DefaultProxy.Credentials);
    }

    [Fact]
    public void Credentials_of_ones_own_are_secrets_of_the_systems_proxy()
    {
        HttpClient.DefaultProxy = new WebProxy("http://proxy.invalid:3128");
        var pool = ConnectionPool.For(OptionsWith(User, Password));
        var uri = new Uri("https://gateway.invalid/v1");

        Assert.Equal("proxy.invalid", pool.FindProxy(uri).Uri?.Host);
        Assert.Equal([Password, Convert.ToBase64String("kim:correct-horse-battery"u8)], pool.FindProxy(uri).Secrets);
    }

    [Fact]
    public void Credentials_of_the_systems_own_are_secrets_too()
    {
        HttpClient.DefaultProxy = new WebProxy("http://proxy.invalid:3128") { Credentials = new NetworkCredential(User, Password) };
        var pool = ConnectionPool.For(OptionsWith(null, null));

        Assert.Equal([Password, Convert.ToBase64String("kim:correct-horse-battery"u8)], pool.FindProxy(new Uri("https://gateway.invalid/v1")).Secrets);
    }

    [Fact]
    public async Task The_token_of_a_user_of_a_domain_is_a_secret_too()
    {
        ScriptedServer proxy = null!;
        await using var server = proxy = ScriptedServer.Sending(number => proxy.Requests[number - 1] is var request && request.Contains("Proxy-Authorization", StringComparison.OrdinalIgnoreCase)
            ? ScriptedServer.Http(403, System.Text.Encoding.UTF8.GetBytes(request))
            : ScriptedServer.Http(407, [], "Proxy-Authenticate: Basic realm=\"corp\"\r\n"));
        HttpClient.DefaultProxy = new WebProxy($"http://127.0.0.1:{proxy.Port}") { Credentials = new NetworkCredential(User, Password, "CORP") };

        var exception = await LabWith(new Uri("http://127.0.0.1:9/v1"), null, null).ChatFailureAsync();

        Assert.Equal(403, exception.StatusCode);
        Assert.Contains(proxy.Requests, request => request.Contains(Convert.ToBase64String(@"CORP\kim:correct-horse-battery"u8), StringComparison.Ordinal));
        Assert.DoesNotContain(Convert.ToBase64String(@"CORP\kim:correct-horse-battery"u8), Shown.In(exception), StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_system_sends_straight_goes_straight_with_credentials_too()
    {
        HttpClient.DefaultProxy = new WebProxy("http://proxy.invalid:3128", BypassOnLocal: false, [@"gateway\.invalid"]);
        var pool = ConnectionPool.For(OptionsWith(User, Password));

        Assert.Null(pool.FindProxy(new Uri("https://gateway.invalid/v1")).Uri);
        Assert.Empty(pool.FindProxy(new Uri("https://gateway.invalid/v1")).Secrets);
        Assert.NotNull(pool.FindProxy(new Uri("https://elsewhere.invalid/v1")).Uri);
    }

    private static ConnectionOptions OptionsWith(string? user, string? password) =>
        Lab.DefaultOptions().Connection with { NoProxy = false, ProxyUser = user, ProxyPassword = password };

    private static Lab LabWith(Uri baseUri, string? user, string? password) =>
        new(baseUri, with: options => options with { Connection = options.Connection with { NoProxy = false, ProxyUser = user, ProxyPassword = password } });
}
