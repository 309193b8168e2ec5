using System.Text;
using Apertis.Client.Http;
using Apertis.Client.Tests.Support;
using Apertis.Gateway;

namespace Apertis.Client.Tests.Http;

/// <summary>What a call that its limit ends was waiting for: a connection, an answer, or the rest of one.</summary>
public sealed class StalledAnswerTests
{
    private const string Unauthorized = "{\"error\":{\"message\":\"no such key\",\"code\":\"invalid_api_key\",\"param\":\"";

    [Fact]
    public async Task An_error_whose_body_stalls_keeps_its_status()
    {
        await using var server = ScriptedServer.Sending(Half(401, Unauthorized));
        var lab = new Lab(server.BaseUri);

        var call = lab.ChatFailureAsync();
        await server.Asked;
        await lab.Clock.TimerDueAsync(TimeSpan.FromSeconds(5));
        lab.Clock.Advance(TimeSpan.FromSeconds(5));
        var exception = await call.Soon("the call");

        Assert.Equal(("InvalidApiKey", 401), (exception.Problem, exception.StatusCode));
        Assert.Single(exception.Attempts);
        await server.ClientLeft;
    }

    [Fact]
    public async Task An_error_whose_body_outlasts_the_call_keeps_its_status()
    {
        await using var server = ScriptedServer.Sending(Half(401, Unauthorized));

        var exception = await new Lab(server.BaseUri, with: options => options with { Timeout = TimeSpan.FromSeconds(1.5) }, time: TimeProvider.System).ChatFailureAsync();

        Assert.Equal(("InvalidApiKey", 401), (exception.Problem, exception.StatusCode));
        Assert.Single(exception.Attempts);
    }

    [Fact]
    public async Task A_key_that_is_refused_in_a_stalling_answer_is_invalid()
    {
        await using var server = ScriptedServer.Sending(Half(401, Unauthorized));
        var lab = new Lab(server.BaseUri);

        var test = lab.Client.KeyTester().TestAsync(null, default);
        await server.Asked;
        await lab.Clock.TimerDueAsync(TimeSpan.FromSeconds(5));
        lab.Clock.Advance(TimeSpan.FromSeconds(5));
        var status = await test.Soon("the test");

        Assert.Equal(("Invalid", false, "InvalidApiKey"), (status.Status.ToString(), status.IsValid, status.Problem));
    }

    [Fact]
    public async Task Giving_up_on_an_error_whose_body_stalls_is_no_error()
    {
        await using var server = ScriptedServer.Sending(Half(401, Unauthorized));
        using var stop = new CancellationTokenSource();
        var lab = new Lab(server.BaseUri);

        var call = lab.Client.Chat().SendAsync(Lab.Prompt(), stop.Token);
        await server.Asked;
        await lab.Clock.TimerDueAsync(TimeSpan.FromSeconds(5));
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.Soon("the call"));
        await server.ClientLeft;
    }

    [Fact]
    public async Task A_proxy_that_never_opens_the_tunnel_is_unreachable_also_where_the_limit_of_the_call_is_closer()
    {
        await using var proxy = ScriptedServer.Silent();
        var lab = new Lab(new Uri("https://gateway.invalid/v1"), with: options => options with { Timeout = TimeSpan.FromSeconds(2), Connection = Through(proxy, options) });

        var call = lab.ChatFailureAsync();
        await proxy.Asked;
        lab.Clock.Advance(TimeSpan.FromSeconds(2));
        var exception = await call.Soon("the call");

        Assert.Equal(("ProxyUnreachable", ProblemCategory.Proxy), (exception.Problem, exception.Category));
        Assert.Contains("within 2 s", exception.Message, StringComparison.Ordinal);
        Assert.Contains($"127.0.0.1:{proxy.Port}", exception.Message, StringComparison.Ordinal);
        Assert.StartsWith("CONNECT ", Assert.Single(proxy.Requests), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_falls_silent_on_a_connection_in_use_has_not_answered_in_time()
    {
        await using var server = ScriptedServer.Sending(number => number == 1 ? ScriptedServer.Http(200, "{\"choices\":[{\"message\":{\"content\":\"Hi\"}}]}"u8.ToArray()) : []);
        var lab = new Lab(server.BaseUri);
        Assert.Equal("Hi", (await lab.ChatAsync()).Content);

        var call = lab.ChatFailureAsync();
        await server.AskedAsync(2);
        lab.Clock.Advance(TimeSpan.FromSeconds(120));

        Assert.Equal("RequestTimedOut", (await call.Soon("the call")).Problem);
    }

    [TrustedTlsFact]
    public async Task A_server_that_falls_silent_behind_an_open_tunnel_has_not_answered_in_time()
    {
        await using var gateway = await GatewayServer.StartAsync(new GatewayOptions { Certificate = GatewayCertificate.Good, Authority = TestEnvironment.Authority });
        await using var proxy = await GatewayProxy.StartAsync(GatewayProxyMode.Open);
        var connection = ConnectionOptions.ForProxy(proxy.Uri) with { Timeout = Lab.DefaultOptions().Connection.Timeout };
        await new Lab(gateway.BaseUri, with: options => options with { Connection = connection }).ChatAsync();

        var exception = await new Lab(
            gateway.WithFault("hang"),
            with: options => options with { Connection = connection, Timeout = TimeSpan.FromMilliseconds(200), MaximumRetryCount = 0 },
            time: TimeProvider.System).ChatFailureAsync();

        Assert.Equal("RequestTimedOut", exception.Problem);
    }

    [Fact]
    public async Task Damaged_compression_is_called_that()
    {
        await using var server = ScriptedServer.Sending(ScriptedServer.Http(200, "\u001F this is no gzip at all"u8.ToArray(), "Content-Encoding: gzip\r\n"));

        var exception = await new Lab(server.BaseUri).ChatFailureAsync();

        Assert.Equal(("ResponseMalformed", 200), (exception.Problem, exception.StatusCode));
        Assert.Contains("its compression is damaged", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("broke off", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_whose_compression_is_damaged_keeps_its_status()
    {
        await using var server = ScriptedServer.Sending(ScriptedServer.Http(401, "\u001F this is no gzip at all"u8.ToArray(), "Content-Encoding: gzip\r\n"));

        Assert.Equal("InvalidApiKey", (await new Lab(server.BaseUri).ChatFailureAsync()).Problem);
    }

    [Fact]
    public async Task An_error_of_an_unknown_kind_in_a_good_answer_keeps_the_servers_words()
    {
        await using var server = ScriptedServer.Answering(200, "{\"error\":{\"message\":\"upstream says no credit\",\"type\":\"billing_thing\",\"code\":\"e_4711\",\"param\":\"wallet\"}}");
        var lab = new Lab(server.BaseUri);

        foreach (var exception in new[] { await lab.ChatFailureAsync(), await Assert.ThrowsAsync<ApertisException>(() => lab.Client.Models().GetCatalogueAsync(default)) })
        {
            Assert.Contains("upstream says no credit", exception.Message, StringComparison.Ordinal);
            Assert.Equal((200, "e_4711", "billing_thing", "wallet"), (exception.StatusCode, exception.Code, exception.Type, exception.Param));
        }
    }

    private static byte[] Half(int status, string body) =>
        Encoding.UTF8.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"HTTP/1.1 {status} Half\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{body}"));

    private static ConnectionOptions Through(ScriptedServer proxy, ClientOptions options) =>
        ConnectionOptions.ForProxy(new Uri($"http://127.0.0.1:{proxy.Port}")) with { Timeout = options.Connection.Timeout };
}
