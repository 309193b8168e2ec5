using System.Text;
using Apertis.Client.Tests.Support;
using Apertis.Gateway;

namespace Apertis.Client.Tests.Http;

/// <summary>Ctrl+C at every stage of a call: it ends at once, and the connection closes.</summary>
public sealed class CancellationTests
{
    [Fact]
    public async Task A_call_that_is_given_up_before_it_begins_sends_nothing()
    {
        await using var server = ScriptedServer.Silent();
        var lab = new Lab(server.BaseUri);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lab.ChatAsync(cancellationToken: new CancellationToken(canceled: true)).Soon("the call"));

        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Giving_up_in_the_middle_of_a_TLS_handshake_ends_the_call_and_closes_the_connection()
    {
        // The call can notice the closing of its socket in several places: only many rounds meet them all.
        for (var round = 0; round < 100; round++)
        {
            await using var server = ScriptedServer.Silent();
            var lab = new Lab(new Uri($"https://127.0.0.1:{server.Port}/v1"));

            await GiveUpAsync(lab, server.Connected);

            // Less than the five seconds that .NET itself lets such a connection live on.
            await server.ClientLeft.WaitAsync(TimeSpan.FromSeconds(4));
        }
    }

    [Fact]
    public async Task Giving_up_while_waiting_for_the_answer_ends_the_call_and_closes_the_connection()
    {
        await using var server = ScriptedServer.Silent();

        await GiveUpAsync(new Lab(server.BaseUri), server.Asked);

        await server.ClientLeft;
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"choices\":[")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"cho\r\n")]
    [InlineData("HTTP/1.1 500 Oops\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"error\":")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-")]
    public async Task Giving_up_while_the_answer_comes_ends_the_call_and_closes_the_connection(string begun)
    {
        await using var server = ScriptedServer.Sending(Encoding.ASCII.GetBytes(begun));

        await GiveUpAsync(new Lab(server.BaseUri), server.Asked);

        await server.ClientLeft;
    }

    [Fact]
    public async Task Giving_up_while_waiting_for_the_next_attempt_ends_the_call()
    {
        await using var server = ScriptedServer.Answering(503, "{}");
        var lab = new Lab(server.BaseUri);

        await GiveUpAsync(lab, lab.Clock.TimerDueAsync(TimeSpan.FromSeconds(1.25)));

        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Giving_up_while_near_ids_are_looked_for_ends_the_call()
    {
        await using var server = ScriptedServer.Sending(number => number == 1 ? ScriptedServer.Http(404, "{\"error\":{\"code\":\"model_not_found\"}}"u8.ToArray()) : []);
        var lab = new Lab(server.BaseUri);

        // What near ids may take.
        await GiveUpAsync(lab, lab.Clock.TimerDueAsync(TimeSpan.FromSeconds(3)));
    }

    [Fact]
    public async Task Another_call_goes_on_when_one_is_given_up()
    {
        await using var server = ScriptedServer.Sending(number => number == 1 ? [] : ScriptedServer.Http(200, "{\"choices\":[{\"message\":{\"content\":\"Hi\"}}]}"u8.ToArray()));
        var lab = new Lab(server.BaseUri);
        using var stop = new CancellationTokenSource();
        var first = lab.Client.Chat().SendAsync(Lab.Prompt(), stop.Token);
        await server.Asked;

        var second = lab.Client.Chat().SendAsync(Lab.Prompt(), default);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.Soon("the first call"));
        Assert.Equal("Hi", (await second.Soon("the second call")).Content);
    }

    [TrustedTlsFact]
    public async Task Another_call_goes_on_when_the_one_that_made_their_connection_is_given_up()
    {
        await using var gateway = await GatewayServer.StartAsync(new GatewayOptions { Certificate = GatewayCertificate.Good, Authority = TestEnvironment.Authority });
        await using var relay = new StallingRelay(gateway.Root.Port);
        var lab = new Lab(new Uri($"https://localhost:{relay.Port}/v1"));
        using var stop = new CancellationTokenSource();
        var first = lab.Client.Chat().SendAsync(Lab.Prompt(), stop.Token);
        await relay.Stalled;

        // HTTP/2 shares a connection, so that the second call waits for the first one's handshake.
        var second = lab.Client.Chat().SendAsync(Lab.Prompt(), default);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.Soon("the first call"));
        Assert.Equal("You said: Hello", (await lab.DriveAsync(second)).Content);
        Assert.Single((await second).Attempts);
    }

    private static async Task GiveUpAsync(Lab lab, Task stage)
    {
        using var stop = new CancellationTokenSource();
        Task<ChatResult> call = lab.Client.Chat().SendAsync(Lab.Prompt(), stop.Token);
        await stage;
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.Soon("the call"));
    }
}
