using Apertis.Client.Http;
using Apertis.Client.Tests.Support;
using Apertis.Gateway;

namespace Apertis.Client.Tests.Http;

/// <summary>Closing the connections of the whole process, as the module does when it is removed.</summary>
[Collection(SerialTests.Name)]
public sealed class ConnectionPoolTests
{
    [Fact]
    public async Task Idle_connections_close_and_a_later_call_opens_a_new_one()
    {
        await using var server = ScriptedServer.Answering(200, "{\"choices\":[{\"message\":{\"content\":\"Hi\"}}]}");
        var options = Lab.DefaultOptions();
        await new Lab(server.BaseUri, with: _ => options).ChatAsync();

        ConnectionPool.CloseAll();
        await server.ClientLeft;

        Assert.Equal("Hi", (await new Lab(server.BaseUri, with: _ => options).ChatAsync()).Content);
    }

    [Fact]
    public async Task A_call_that_waits_for_its_next_attempt_still_comes_to_an_end_that_the_guide_knows()
    {
        await using var gateway = await GatewayServer.StartAsync();
        var lab = new Lab(gateway.WithFault("service_unavailable", ("times", "1")));

        var call = lab.Client.Chat().SendAsync(Lab.Prompt(), default);
        await lab.Clock.TimerDueAsync(TimeSpan.FromSeconds(1.25));
        ConnectionPool.CloseAll();
        lab.Clock.Advance(TimeSpan.FromSeconds(1.25));

        var exception = await Record.ExceptionAsync(() => call.Soon("the call"));
        Assert.True(exception is null or ApertisException, $"{exception}");
    }
}
