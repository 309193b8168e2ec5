using System.Diagnostics;
using Apertis.Gateway;
using Apertis.Tests.Setup;

namespace Apertis.Tests.Keys;

/// <summary>Several keys side by side: one result for each, in order, and an end at once when it is wanted.</summary>
public sealed class SeveralKeysTests : IClassFixture<Bench>
{
    // The promise is a second; the rest is for a busy build machine. Without the promise, each wait below has no end.
    private static readonly TimeSpan Quickly = TimeSpan.FromSeconds(3);

    private readonly Bench _bench;

    public SeveralKeysTests(Bench bench)
    {
        ArgumentNullException.ThrowIfNull(bench);
        _bench = bench;

        // A default would take the parameter from the pipeline.
        bench.Session.SetDefault("ApiKey", null);
        bench.Session.SetVariable("good", GatewayKeys.Good);
        bench.Session.SetVariable("second", GatewayKeys.GoodSecond);
        bench.Session.SetVariable("expired", GatewayKeys.Expired);
        bench.Session.SetVariable("spent", GatewayKeys.QuotaExceeded);
    }

    [Theory]
    [InlineData("Test-ApertisKey ($keys * 6)")]
    [InlineData("$keys * 6 | Test-ApertisKey")]
    [InlineData("$keys * 6 | Test-ApertisKey -ThrottleLimit 1")]
    [InlineData("$keys * 6 | Test-ApertisKey -ThrottleLimit 1000")]
    [InlineData("1..6 | ForEach-Object { [pscustomobject]@{ ApiKey = $keys } } | Test-ApertisKey")]
    public void Each_input_has_one_result_in_its_place(string command)
    {
        _bench.Session.SetVariable("keys", new[] { GatewayKeys.Good, GatewayKeys.Expired, "", GatewayKeys.QuotaExceeded, "sk-\u00FC", GatewayKeys.Good });

        var result = _bench.Run(command);

        Assert.Empty(result.Errors);
        var states = result.Output.Select(status => status.Text("Status")!).Chunk(6).ToList();
        Assert.Equal(6, states.Count);
        Assert.All(states, round => Assert.Equal(["Valid", "Expired", "Malformed", "Billing", "Malformed", "Valid"], round));
    }

    [Fact]
    public void Keys_behind_a_slow_one_wait_for_their_turn()
    {
        var uri = _bench.Gateway.WithFault("slow", ("on", "key"), ("times", "1"), ("delay-ms", "400"));

        var result = _bench.Run(uri, "$good, $expired, $spent, $second, $expired | Test-ApertisKey -ThrottleLimit 4");

        Assert.Equal(["Valid", "Expired", "Billing", "Valid", "Expired"], result.Output.Select(status => status.Text("Status")));
    }

    [Fact]
    public async Task Up_to_the_limit_are_under_test_at_once_and_Ctrl_C_ends_them_all()
    {
        await using var gateway = await GatewayServer.StartAsync();

        await StopAsync("Test-ApertisKey (@($good) * 20) -ThrottleLimit 3", gateway.WithFault("hang"), () => gateway.Requests.Count == 3);

        await Wait.UntilAsync(() => gateway.OpenConnections == 0, "the connections to be closed");
        Assert.Equal(3, gateway.Requests.Count);
    }

    [Fact]
    public async Task Without_a_limit_given_five_are_under_test_at_once()
    {
        await using var gateway = await GatewayServer.StartAsync();

        await StopAsync("@($good) * 20 | Test-ApertisKey", gateway.WithFault("hang"), () => gateway.Requests.Count == 5);

        Assert.Equal(5, gateway.Requests.Count);
    }

    [Theory]
    [InlineData("$good, $second, $expired, $spent | Test-ApertisKey -ThrottleLimit 1")]
    [InlineData("Test-ApertisKey $good, $second, $expired, $spent -ThrottleLimit 1")]
    public async Task Results_come_as_they_become_ready_and_downstream_that_has_enough_does_not_wait_for_what_hangs(string command)
    {
        await using var gateway = await GatewayServer.StartAsync();
        var uri = gateway.WithFault("hang", ("on", "key"), ("skip", "2"));
        var started = Stopwatch.GetTimestamp();

        var result = _bench.Run(uri, $"foreach ($once in 1) {{ $n = 0; {command} | ForEach-Object {{ $_; if (++$n -eq 2) {{ break }} }} }}");

        Assert.Equal(["Valid", "Valid"], result.Output.Select(status => status.Text("Status")));
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, Quickly);
        await Wait.UntilAsync(() => gateway.OpenConnections <= 2, "the connection that hangs to be closed");
    }

    [Fact]
    public async Task Keys_share_their_connections()
    {
        await using var gateway = await GatewayServer.StartAsync();

        var result = _bench.Run(gateway.BaseUri, "@($good, $expired) * 20 | Test-ApertisKey -ThrottleLimit 2");

        // Of each key the list, and of those that work two requests more, side by side.
        Assert.Equal(40, result.Output.Count);
        Assert.InRange(gateway.Requests.Select(request => request.ConnectionId).Distinct().Count(), 1, 4);
    }

    [Fact]
    public void Quiet_is_one_boolean_for_each()
    {
        Assert.Equal([true, false, true, false], _bench.Run("$good, $expired, $second, '' | Test-ApertisKey -Quiet").Output.Select(item => item.BaseObject));
    }

    [Fact]
    public void Piped_object_without_a_key_is_an_error_and_the_rest_go_on()
    {
        var result = _bench.Run("$good, [datetime]::Now, 42, $expired | Test-ApertisKey");

        Assert.Equal(["Valid", "Expired"], result.Output.Select(status => status.Text("Status")));
        Assert.Equal(2, result.Errors.Count);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1001")]
    public void Limit_out_of_its_range_is_refused(string limit)
    {
        var result = _bench.Run(Reading.Catching($"Test-ApertisKey $good -ThrottleLimit {limit}"));

        Assert.Empty(result.Output);
        Assert.Equal("ParameterArgumentValidationError", Assert.Single(result.Errors).Id());
    }

    private async Task StopAsync(string script, Uri uri, Func<bool> isUnderWay)
    {
        using var stop = new CancellationTokenSource();
        var run = Task.Run(() => _bench.Run(uri, script, stop.Token));
        await Wait.UntilAsync(isUnderWay, "the command to be under way");
        Assert.False(run.IsCompleted);

        var stopped = Stopwatch.GetTimestamp();
        await stop.CancelAsync();
        await run.WaitAsync(Quickly * 5);

        Assert.InRange(Stopwatch.GetElapsedTime(stopped), TimeSpan.Zero, Quickly);
    }
}
