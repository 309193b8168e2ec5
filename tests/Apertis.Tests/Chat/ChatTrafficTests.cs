using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using Apertis.Gateway;
using Apertis.Tests.Setup;

namespace Apertis.Tests.Chat;

/// <summary>Verbose, debug and progress streams, and what Ctrl+C does.</summary>
public sealed class ChatTrafficTests(Bench bench) : IClassFixture<Bench>
{
    // The promise is a second; the rest is for a busy build machine. Without the promise, each wait below lasts 15 s or more.
    private static readonly TimeSpan Quickly = TimeSpan.FromSeconds(3);

    [Fact]
    public void Verbose_has_a_line_an_attempt()
    {
        var uri = bench.Gateway.WithFault("service_unavailable", ("times", "1"), ("retry-after-ms", "1"));

        var result = bench.Run(uri, "Invoke-ApertisChat hello -Verbose");

        var id = Assert.Single(result.Output).Text("RequestId");
        var path = uri.AbsolutePath + "/chat/completions";
        Assert.Equal(3, result.Verbose.Count);
        Assert.Matches($@"^POST .*/v1/chat/completions: 503 in \d+ ms, request id req-[0-9a-f]+, rate limit 1499 of 1500 requests left, attempt 1$", result.Verbose[0]);
        Assert.Contains("waiting 0.001 s", result.Verbose[1], StringComparison.Ordinal);
        Assert.Matches($@"^POST .*/v1/chat/completions: 200 in \d+ ms, request id {id}, rate limit 1499 of 1500 requests left, attempt 2$", result.Verbose[2]);
        Assert.StartsWith($"POST {path}", result.Verbose[0], StringComparison.Ordinal);
        Assert.Empty(result.Debug);
    }

    [Fact]
    public void Verbose_tells_of_an_attempt_without_an_answer()
    {
        var result = bench.Run(new Uri($"http://127.0.0.1:{Ports.Refused()}/v1"), "Invoke-ApertisChat hello -Verbose -MaximumRetryCount 0");

        Assert.Matches(@"^POST /v1/chat/completions: ConnectionRefused in \d+ ms, request id none, rate limit unknown, attempt 1$", Assert.Single(result.Verbose));
    }

    [Fact]
    public void Debug_shows_headers_and_bodies_and_no_key()
    {
        var result = bench.Run("Invoke-ApertisChat 'hello debug' -Debug");

        // PowerShell would ask at every verbose line that -Debug alone lets through, so the attempt's line is here too.
        Assert.Equal(3, result.Debug.Count);
        Assert.Empty(result.Verbose);
        Assert.Matches("^POST /v1/chat/completions: 200 in ", result.Debug[2]);
        Assert.StartsWith($"> POST {bench.Gateway.BaseUri}/chat/completions\n", result.Debug[0], StringComparison.Ordinal);
        Assert.Contains("\n> User-Agent: Mozilla/5.0 ", result.Debug[0], StringComparison.Ordinal);
        Assert.Contains("\n> Authorization: Bearer sk-WK…dWrd\n", result.Debug[0], StringComparison.Ordinal);
        Assert.Contains("\"content\":\"hello debug\"", result.Debug[0], StringComparison.Ordinal);
        Assert.StartsWith("< HTTP/1.1 200\n", result.Debug[1], StringComparison.Ordinal);
        Assert.Contains("< x-request-id: req-", result.Debug[1], StringComparison.OrdinalIgnoreCase);
        Assert.Contains("\"content\":\"You said: hello debug\"", result.Debug[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Debug_shows_the_headers_of_a_stream_before_its_text()
    {
        var records = bench.Run("Invoke-ApertisChat 'one two' -Stream -Debug 5>&1 6>&1").Output.Select(item => item.ToString()).ToList();

        var headers = records.FindIndex(text => text.StartsWith("< HTTP/1.1 200\n", StringComparison.Ordinal));
        var first = records.FindIndex(text => text.StartsWith("You", StringComparison.Ordinal));
        Assert.InRange(headers, 1, first - 1);
        Assert.Single(records, text => text.StartsWith("< ", StringComparison.Ordinal));
    }

    [Fact]
    public void Debug_and_verbose_together_have_a_stream_each()
    {
        var result = bench.Run("Invoke-ApertisChat hello -Debug -Verbose");

        Assert.Equal(2, result.Debug.Count);
        Assert.Single(result.Verbose);
    }

    [Fact]
    public void Quiet_streams_stay_quiet()
    {
        var uri = bench.Gateway.WithFault("none");

        var result = bench.Run(uri, "Invoke-ApertisChat hello");

        Assert.Empty(result.Verbose);
        Assert.Empty(result.Debug);
        Assert.Empty(result.Warnings);
        Assert.Empty(result.Information);
        Assert.Empty(result.Progress);
    }

    [Theory]
    [InlineData("Invoke-ApertisChat hello", "waiting for the model's answer")]
    [InlineData("Get-ApertisModel", "waiting for the list of models")]
    [InlineData("Test-ApertisKey", "waiting for the key's test")]
    public void Long_wait_for_an_answer_shows_progress_until_it_is_over(string command, string says)
    {
        var progress = bench.Run(bench.Gateway.WithFault("hang"), $"{command} -TimeoutSec 3.5").Progress;

        Assert.Equal(ProgressRecordType.Completed, progress[^1].RecordType);
        Assert.NotEmpty(progress.SkipLast(1));
        Assert.All(progress.SkipLast(1), record => Assert.Matches($@"^\d+ s: {says} \(-TimeoutSec 3.5\)$", record.StatusDescription));
    }

    [Fact]
    public void Wait_of_each_key_is_counted_by_itself()
    {
        var progress = bench.Run(bench.Gateway.WithFault("hang"), "Test-ApertisKey 'sk-a', 'sk-b' -ThrottleLimit 1 -TimeoutSec 3.5").Progress;

        var end = progress.TakeWhile(record => record.RecordType == ProgressRecordType.Processing).Count();
        Assert.Equal([ProgressRecordType.Completed, ProgressRecordType.Processing], progress.Skip(end).Take(2).Select(record => record.RecordType));

        // Were it counted on, it would be the limit of the first key later.
        Assert.InRange(Seconds(progress[end + 1]), 2, Seconds(progress[end - 1]) + 1);
        Assert.Equal(ProgressRecordType.Completed, progress[^1].RecordType);

        static int Seconds(ProgressRecord record) => int.Parse(record.StatusDescription.Split(' ')[0], CultureInfo.InvariantCulture);
    }

    [Fact]
    public void Stream_that_does_not_begin_shows_that_it_is_waited_for()
    {
        var progress = bench.Run(bench.Gateway.WithFault("hang"), "'a' | Invoke-ApertisChat -Stream -TimeoutSec 3.5").Progress;

        Assert.Contains("waiting for the model's answer", progress[0].StatusDescription, StringComparison.Ordinal);
        Assert.Equal(ProgressRecordType.Completed, progress[^1].RecordType);
    }

    [Fact]
    public void Retry_shows_progress_until_it_is_over()
    {
        var uri = bench.Gateway.WithFault("rate_limit_exceeded", ("times", "1"), ("retry-after-ms", "1"));

        var progress = bench.Run(uri, "Invoke-ApertisChat hello").Progress;

        Assert.Equal([ProgressRecordType.Processing, ProgressRecordType.Completed], progress.Select(record => record.RecordType));
        Assert.Contains("rate limit", progress[0].StatusDescription, StringComparison.OrdinalIgnoreCase);
        Assert.Single(progress.Select(record => record.ActivityId).Distinct());
    }

    [Fact]
    public async Task Ctrl_C_ends_the_wait_for_an_answer_and_closes_the_connection()
    {
        await using var gateway = await GatewayServer.StartAsync();

        await AssertStopsAsync("Invoke-ApertisChat hello -BaseUri $own", gateway.WithFault("hang"), () => gateway.Requests.Count == 1);

        await Wait.UntilAsync(() => gateway.OpenConnections == 0, "the connection to be closed");
    }

    [Fact]
    public async Task Ctrl_C_ends_the_wait_for_the_rest_of_an_answer_and_closes_the_connection()
    {
        await using var gateway = await GatewayServer.StartAsync();

        await AssertStopsAsync("Invoke-ApertisChat hello -BaseUri $own", gateway.WithFault("slow-body", ("ms", "100")), () => gateway.Requests.Count == 1);

        await Wait.UntilAsync(() => gateway.OpenConnections == 0, "the connection to be closed");
    }

    [Fact]
    public async Task Ctrl_C_ends_the_wait_before_a_retry()
    {
        await using var gateway = await GatewayServer.StartAsync();
        using var waits = new ManualResetEventSlim();
        bench.Session.SetVariable("waits", waits);

        await AssertStopsAsync(
            "Invoke-ApertisChat hello -BaseUri $own -Verbose 4>&1 | ForEach-Object { if (\"$_\" -like '*waiting*') { $waits.Set() } }",
            gateway.WithFault("rate_limit_exceeded", ("retry-after", "50")),
            () => waits.IsSet);

        Assert.Single(gateway.Requests);
    }

    [Fact]
    public async Task Ctrl_C_ends_the_making_of_a_connection()
    {
        await using var silent = new SilentServer();

        // Nothing tells when the handshake has begun; whether stopped before or in it, the command must end.
        await AssertStopsAsync("$begun.Set(); Invoke-ApertisChat hello -BaseUri $own", new Uri($"https://127.0.0.1:{silent.Port}/v1"), null);
    }

    [Fact]
    public async Task Ctrl_C_ends_a_run_over_many_items()
    {
        await using var gateway = await GatewayServer.StartAsync();

        await AssertStopsAsync("1..100000 | Invoke-ApertisChat -BaseUri $own", gateway.BaseUri, () => gateway.Requests.Count > 3);

        Assert.InRange(gateway.Requests.Count, 4, 99_999);
    }

    [Fact]
    public async Task After_Ctrl_C_the_session_goes_on()
    {
        await using var gateway = await GatewayServer.StartAsync();
        await AssertStopsAsync("Invoke-ApertisChat hello -BaseUri $own", gateway.WithFault("hang"), () => gateway.Requests.Count == 1);

        Assert.Equal("You said: still here", bench.Run("Invoke-ApertisChat 'still here'").OnlyOutput().ToString());
    }

    private async Task AssertStopsAsync(string script, Uri own, Func<bool>? isUnderWay)
    {
        using var stop = new CancellationTokenSource();
        using var begun = new ManualResetEventSlim();
        bench.Session.SetVariable("own", own.ToString());
        bench.Session.SetVariable("begun", begun);
        var run = Task.Run(() => bench.Session.Run(script, stop.Token));
        await Wait.UntilAsync(isUnderWay ?? (() => begun.IsSet), "the command to be under way");
        Assert.False(run.IsCompleted);

        var stopped = Stopwatch.GetTimestamp();
        await stop.CancelAsync();
        await run.WaitAsync(Quickly * 5);

        Assert.InRange(Stopwatch.GetElapsedTime(stopped), TimeSpan.Zero, Quickly);
    }
}
