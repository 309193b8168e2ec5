using System.Net;
using System.Text;
using Apertis.Client.Http;
using Apertis.Client.Tests.Support;

namespace Apertis.Client.Tests.Http;

/// <summary>A proxy that quotes the whole request, its own credentials included, in the page that it answers with.</summary>
public sealed class ProxySecretTests
{
    [Theory]
    [InlineData("kim", "correct-horse-battery")]
    [InlineData("joe", "pw1")]
    [InlineData("CORP\\kim", "correct-horse-battery")]
    [InlineData("kim", "pässwörd-of-a-köln-office")]
    public async Task Neither_password_nor_token_comes_back_from_a_proxy_that_quotes_them(string user, string password)
    {
        await using var proxy = Echoing();
        var observer = new RecordingObserver { WantsContent = true };
        var lab = Through(new Uri($"http://{Uri.EscapeDataString(user)}:{Uri.EscapeDataString(password)}@127.0.0.1:{proxy.Port}"), observer);

        var exception = await lab.ChatFailureAsync();

        var token = TokenSentTo(proxy);
        Assert.Equal($"{user}:{password}", Encoding.UTF8.GetString(Convert.FromBase64String(token)));
        Assert.Contains("Proxy-Authorization: Basic", exception.ResponseBody, StringComparison.Ordinal);
        var text = $"{Shown.In(exception)}\n{string.Join('\n', observer.Contents)}";
        Assert.DoesNotContain(password, text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(token, text, StringComparison.Ordinal);
        Assert.DoesNotContain(token[^12..], text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_no_proxy_can_have_is_an_error_of_the_guide()
    {
        await using var server = ScriptedServer.Silent();
        var lab = new Lab(server.BaseUri, with: options => options with { Connection = new ConnectionOptions { Proxy = new Uri($"ftp://127.0.0.1:{server.Port}"), Timeout = options.Connection.Timeout } });

        Assert.Equal(ProblemCategory.Connection, (await lab.ChatFailureAsync()).Category);
        Assert.Empty(server.Requests);
    }

    private static ScriptedServer Echoing()
    {
        ScriptedServer server = null!;
        server = ScriptedServer.Sending(number => server.Requests[number - 1] is var request && request.Contains("Proxy-Authorization", StringComparison.OrdinalIgnoreCase)
            ? ScriptedServer.Http(403, Encoding.UTF8.GetBytes($"<html><pre>{request}</pre></html>"))
            : ScriptedServer.Http((int)HttpStatusCode.ProxyAuthenticationRequired, [], "Proxy-Authenticate: Basic realm=\"corp\"\r\n"));
        return server;
    }

    private static string TokenSentTo(ScriptedServer proxy)
    {
        const string Header = "Proxy-Authorization: Basic ";
        var request = proxy.Requests.First(text => text.Contains(Header, StringComparison.Ordinal));
        return request[(request.IndexOf(Header, StringComparison.Ordinal) + Header.Length)..].Split("\r\n")[0];
    }

    private static Lab Through(Uri proxy, RecordingObserver observer) =>
        new(
            new Uri("http://127.0.0.1:9/v1"),
            with: options => options with { Connection = ConnectionOptions.ForProxy(proxy) with { Timeout = options.Connection.Timeout } },
            observer: observer);
}
