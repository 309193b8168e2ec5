using System.Diagnostics;
using System.Management.Automation;
using Apertis.Gateway;
using Apertis.Tests.Setup;

namespace Apertis.Tests.Chat.Bulk;

/// <summary>A bulk run that is stopped ends at once and loses no result already received.</summary>
public sealed class BulkStopTests(Bench bench) : IClassFixture<Bench>
{
    private const int Limit = 4;

    // At least as much as makes a full window, less what may still be on its way.
    private const int MostHeldBack = (8 * Limit) + Limit - 1;
    private const int LeastHeldBack = (8 * Limit) + 1 - Limit;

    // The promise is a second; the rest is for a busy build machine. Without the promise, each wait below has no end.
    private static readonly TimeSpan Quickly = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task Ctrl_C_ends_every_call_under_way_and_closes_their_connections()
    {
        await using var gateway = await GatewayServer.StartAsync();

        await StopAsync("1..1000 | Invoke-ApertisChat -ThrottleLimit 16", gateway.WithFault("hang"), () => gateway.Requests.Count == 16);

        await Wait.UntilAsync(() => gateway.OpenConnections == 0, "the connections to be closed");
        Assert.Equal(16, gateway.Requests.Count);
    }

    [Fact]
    public async Task Ctrl_C_behind_a_slow_head_keeps_the_results_that_it_held_back()
    {
        await using var gateway = await GatewayServer.StartAsync();
        var uri = gateway.WithFault("hang-prompt", ("text", "head"));
        Forget();

        await StopAsync($"& {{ 'head'; 1..1000 }} | Invoke-ApertisChat -ThrottleLimit {Limit}", uri, () => gateway.Requests.Count > 8 * Limit);

        AssertKept(HeldBack());
        await Wait.UntilAsync(() => gateway.Concurrent(uri) == 0, "the gateway to see that nobody waits");
    }

    [Fact]
    public async Task Downstream_that_has_enough_keeps_the_results_that_were_held_back()
    {
        await using var gateway = await GatewayServer.StartAsync();
        var uri = gateway.WithFault("slow-prompt", ("text", "head"), ("ms", "1500"));
        Forget();

        var run = bench.Run(uri, $"foreach ($once in 1) {{ & {{ 'head'; 1..1000 }} | Invoke-ApertisChat -ThrottleLimit {Limit} | ForEach-Object {{ $_.Prompt; break }} }}");

        Assert.Equal("head", run.OnlyOutput().ToString());
        AssertKept(HeldBack());
        Assert.InRange(gateway.Requests.Count, LeastHeldBack, MostHeldBack + 1);
        await Wait.UntilAsync(() => gateway.Concurrent(uri) == 0, "the gateway to see that nobody waits");
    }

    [Fact]
    public async Task Downstream_that_has_enough_does_not_wait_for_what_hangs()
    {
        await using var gateway = await GatewayServer.StartAsync();
        var uri = gateway.WithFault("hang-prompt", ("text", "hang"));
        var started = Stopwatch.GetTimestamp();

        var run = bench.Run(uri, "foreach ($once in 1) { 'a', 'hang b', 'hang c', 'd' | Invoke-ApertisChat -ThrottleLimit 3 | ForEach-Object { $_.Prompt; break } }");

        Assert.Equal("a", run.OnlyOutput().ToString());
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, Quickly);
        await Wait.UntilAsync(() => gateway.Concurrent(uri) == 0, "the gateway to see that nobody waits");
    }

    [Fact]
    public async Task ErrorAction_Stop_does_not_wait_for_what_hangs()
    {
        await using var gateway = await GatewayServer.StartAsync();
        var uri = gateway.WithFault("hang-prompt", ("text", "hang"));
        var started = Stopwatch.GetTimestamp();

        var run = bench.Run(uri, "'a', '', 'hang c', 'hang d' | Invoke-ApertisChat -ThrottleLimit 3 -ErrorAction Stop");

        Assert.True(run.IsTerminated);
        Assert.Equal("a", Assert.Single(run.Output).Text("Prompt"));
        Assert.Equal("InvalidMessage", Assert.Single(run.Errors).Id());
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, Quickly);
        await Wait.UntilAsync(() => gateway.Concurrent(uri) == 0, "the gateway to see that nobody waits");
    }

    [Fact]
    public async Task ErrorAction_Stop_keeps_the_results_behind_the_error()
    {
        await using var gateway = await GatewayServer.StartAsync();
        var uri = gateway.WithFault("slow-prompt", ("text", "slow"), ("ms", "1000"));
        Forget();

        var run = bench.Run(uri, "'slow a', '', 'c', 'd' | Invoke-ApertisChat -ThrottleLimit 4 -ErrorAction Stop");

        Assert.True(run.IsTerminated);
        Assert.Equal("slow a", Assert.Single(run.Output).Text("Prompt"));
        Assert.Equal(["c", "d"], HeldBack().Select(item => item.Text("Prompt")));
    }

    [Fact]
    public async Task ErrorAction_Stop_says_where_the_results_behind_the_error_are()
    {
        await using var gateway = await GatewayServer.StartAsync();
        var uri = gateway.WithFault("slow-prompt", ("text", "slow"), ("ms", "1000"));

        var shown = bench.Show(uri, "'slow a', '', 'c', 'd' | Invoke-ApertisChat -ThrottleLimit 4 -ErrorAction Stop");

        Assert.Contains("WARNING: 2 answers had arrived that could not be written any more: they are in $ApertisUnwrittenResult.", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("WARNING", bench.Show(uri, "'slow a', '', 'c', 'd' | Invoke-ApertisChat -ThrottleLimit 4 -ErrorAction Stop -WarningAction SilentlyContinue"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rate_limit_exceeded")]
    [InlineData("service_unavailable")]
    public async Task Ctrl_C_ends_the_wait_for_a_limit_or_before_a_retry(string fault)
    {
        await using var gateway = await GatewayServer.StartAsync();
        using var waits = new ManualResetEventSlim();
        bench.Session.SetVariable("waits", waits);

        await StopAsync(
            "1..100 | Invoke-ApertisChat -ThrottleLimit 4 -Verbose 4>&1 | ForEach-Object { if (\"$_\" -like '*waiting*') { $waits.Set() } }",
            gateway.WithFault(fault, ("retry-after", "50")),
            () => waits.IsSet);

        Assert.InRange(gateway.Requests.Count, 1, 4);
    }

    [Fact]
    public async Task Ctrl_C_ends_a_run_whose_output_flows()
    {
        await using var gateway = await GatewayServer.StartAsync();

        await StopAsync("1..1000000 | Invoke-ApertisChat -ThrottleLimit 8", gateway.BaseUri, () => gateway.Requests.Count > 50);

        await Wait.UntilAsync(() => gateway.Concurrent(gateway.BaseUri) == 0, "the gateway to see that nobody waits");
        Assert.InRange(gateway.Requests.Count, 51, 999_999);
    }

    [Fact]
    public async Task After_Ctrl_C_the_session_goes_on()
    {
        await using var gateway = await GatewayServer.StartAsync();
        await StopAsync("1..100 | Invoke-ApertisChat -ThrottleLimit 4", gateway.WithFault("hang"), () => gateway.Requests.Count == 4);

        BulkOutcome.AssertAllAnswered(BulkOutcome.Of(bench.Run("'a', 'b' | Invoke-ApertisChat -ThrottleLimit 4")), 2);
    }

    [Fact]
    public void Run_that_was_not_stopped_has_nothing_unwritten()
    {
        Forget();

        bench.Run("1..20 | Invoke-ApertisChat -ThrottleLimit 4");

        Assert.Empty(HeldBack());
    }

    private void Forget() => bench.Session.SetVariable("ApertisUnwrittenResult", null);

    private IReadOnlyList<PSObject> HeldBack() => [.. bench.Run("$global:ApertisUnwrittenResult").Output.Where(item => item is not null)];

    private static void AssertKept(IReadOnlyList<PSObject> results)
    {
        Assert.InRange(results.Count, LeastHeldBack, MostHeldBack);
        Assert.All(results, result => Assert.Equal("Apertis.ChatResult", result.TypeNames[0]));
        Assert.All(results, result => Assert.Equal(($"{result.Get("Index")}", $"You said: {result.Get("Index")}"), (result.Text("Prompt"), result.Text("Content"))));
        var indexes = results.Select(result => (int)result.Get("Index")!).ToList();
        Assert.Equal(indexes.Order().Distinct(), indexes);
    }

    private async Task StopAsync(string script, Uri uri, Func<bool> isUnderWay)
    {
        using var stop = new CancellationTokenSource();
        var run = Task.Run(() => bench.Run(uri, script, stop.Token));
        await Wait.UntilAsync(isUnderWay, "the command to be under way");
        Assert.False(run.IsCompleted);

        var stopped = Stopwatch.GetTimestamp();
        await stop.CancelAsync();
        await run.WaitAsync(Quickly * 5);

        Assert.InRange(Stopwatch.GetElapsedTime(stopped), TimeSpan.Zero, Quickly);
    }
}
