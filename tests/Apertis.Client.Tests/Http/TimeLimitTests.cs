using System.Globalization;
using System.Text;
using Apertis.Client.Tests.Support;
using Apertis.Gateway;

namespace Apertis.Client.Tests.Http;

/// <summary>The limit of a whole call, and what the gateway is told of it.</summary>
public sealed class TimeLimitTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private readonly GatewayServer _gateway = fixture.Gateway;

    [Fact]
    public async Task Our_own_limit_ends_the_call_once_and_says_which_limit_it_was()
    {
        await using var server = ScriptedServer.Silent();
        var lab = new Lab(server.BaseUri, with: options => options with { Timeout = TimeSpan.FromSeconds(90) });

        var call = lab.ChatFailureAsync();
        await server.Asked;
        lab.Clock.Advance(TimeSpan.FromSeconds(90));
        var exception = await call.Soon("the call");

        Assert.Equal(("RequestTimedOut", ProblemCategory.Timeout), (exception.Problem, exception.Category));
        Assert.Contains("no answer had begun after 90 s, the limit set by -TimeoutSec", exception.Message, StringComparison.Ordinal);
        Assert.Contains(exception.RecommendedActions, action => action.Contains("-TimeoutSec 90", StringComparison.Ordinal));
        Assert.Single(exception.Attempts);
        Assert.Equal(TimeSpan.FromSeconds(90), exception.Attempts[0].Duration);
        Assert.Single(server.Requests);
        await server.ClientLeft;
    }

    [Fact]
    public async Task A_moment_before_the_limit_the_call_still_waits()
    {
        await using var server = ScriptedServer.Silent();
        var lab = new Lab(server.BaseUri);

        var call = lab.ChatFailureAsync();
        await server.Asked;
        lab.Clock.Advance(TimeSpan.FromSeconds(120) - TimeSpan.FromTicks(1));

        Assert.False(call.IsCompleted);
        lab.Clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal("RequestTimedOut", (await call.Soon("the call")).Problem);
    }

    [Fact]
    public async Task The_limit_holds_while_the_body_comes()
    {
        await using var server = ScriptedServer.Sending(HalfAnAnswer());
        var lab = new Lab(server.BaseUri);

        var call = lab.ChatFailureAsync();
        await server.Asked;
        lab.Clock.Advance(TimeSpan.FromSeconds(120));

        Assert.Equal("RequestTimedOut", (await call.Soon("the call")).Problem);
        await server.ClientLeft;
    }

    [Fact]
    public async Task The_limit_holds_in_the_middle_of_a_TLS_handshake_and_the_connection_is_always_named()
    {
        // Closing the socket and ending the call race with each other: only many rounds tell.
        for (var round = 0; round < 50; round++)
        {
            await using var server = ScriptedServer.Silent();
            var lab = new Lab(new Uri($"https://127.0.0.1:{server.Port}/v1"));

            var call = lab.ChatFailureAsync();
            await server.Connected;
            lab.Clock.Advance(TimeSpan.FromSeconds(120));

            var exception = await call.Soon("the call");
            Assert.Equal("ConnectionTimedOut", exception.Problem);
            Assert.Contains("within 120 s", exception.Message, StringComparison.Ordinal);
            await server.ClientLeft;
        }
    }

    [Fact]
    public async Task The_limit_covers_all_attempts_and_waits_together()
    {
        await using var server = ScriptedServer.Sending(number => number == 1 ? ScriptedServer.Http(503, [], "Retry-After: 50\r\n") : []);
        var lab = new Lab(server.BaseUri);

        var call = lab.ChatFailureAsync();
        await server.AskedAsync(2);
        lab.Clock.Advance(TimeSpan.FromSeconds(70));
        var exception = await call.Soon("the call");

        Assert.Equal("RequestTimedOut", exception.Problem);
        Assert.Equal(["ServiceUnavailable", "RequestTimedOut"], exception.Attempts.Select(attempt => attempt.Problem));
    }

    [Fact]
    public async Task A_long_prompt_is_named_as_a_likely_cause()
    {
        await using var server = ScriptedServer.Silent();
        var lab = new Lab(server.BaseUri);

        var call = lab.ChatFailureAsync(Lab.Prompt(new string('x', 25_000)));
        await server.Asked;
        lab.Clock.Advance(TimeSpan.FromSeconds(120));

        Assert.Contains((await call.Soon("the call")).RecommendedActions, action => action.Contains("25,000 characters", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_gateway_is_told_what_is_left_at_each_attempt()
    {
        var baseUri = _gateway.WithFault("service_unavailable");
        var lab = new Lab(baseUri, with: options => options with { Timeout = TimeSpan.FromSeconds(40) });

        await lab.ChatFailureAsync();

        Assert.Equal(["40000", "38750", "36500", "32250", "24000", "7750"], TimeoutsTo(baseUri));
    }

    [Theory]
    [InlineData(2, "5000")]
    [InlineData(4.9999, "5000")]
    [InlineData(5, "5000")]
    [InlineData(120, "120000")]
    [InlineData(300, "300000")]
    [InlineData(301, "300000")]
    [InlineData(86400, "300000")]
    public async Task What_the_gateway_is_told_stays_within_what_it_accepts(double seconds, string expected)
    {
        var baseUri = _gateway.WithFault("none");
        var lab = new Lab(baseUri, with: options => options with { Timeout = TimeSpan.FromSeconds(seconds) });

        await lab.ChatAsync();

        Assert.Equal([expected], TimeoutsTo(baseUri));
    }

    [Fact]
    public async Task Only_chats_tell_how_much_time_is_left()
    {
        var baseUri = _gateway.WithFault("none");

        await new Lab(baseUri).Client.Models().GetCatalogueAsync(default);

        Assert.DoesNotContain("X-Timeout", Assert.Single(_gateway.RequestsTo(baseUri)).Headers.Keys);
    }

    private static byte[] HalfAnAnswer() => Encoding.UTF8.GetBytes("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"choices\":[");

    private IEnumerable<string> TimeoutsTo(Uri baseUri) =>
        _gateway.RequestsTo(baseUri).Select(request => request.Headers.GetValueOrDefault("X-Timeout")?.ToString(CultureInfo.InvariantCulture) ?? "none");
}
