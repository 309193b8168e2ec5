using System.Management.Automation;
using Apertis.Engine;
using Apertis.Gateway;
using Apertis.Tests.Setup;

namespace Apertis.Tests.Diagnostics;

/// <summary>What the parameters of the command's own do, and what they refuse.</summary>
public sealed class TestApertisConnectionParameterTests(Bench bench) : IClassFixture<Bench>
{
    [Fact]
    public void Check_runs_a_part()
    {
        Assert.Equal(["Tcp", "Http", "Verdict"], Names(bench.Run("Test-ApertisConnection -Check http, Tcp")));
        Assert.Equal(true, bench.Run("Test-ApertisConnection -Check Http -Quiet").OnlyOutput().BaseObject);
    }

    [Theory]
    [InlineData("Model")]
    [InlineData("Http, Model")]
    [InlineData("Key, Streaming")]
    public void Model_check_that_was_asked_for_by_name_and_has_no_model_is_not_passed(string checks)
    {
        Assert.Equal(false, bench.Run($"Test-ApertisConnection -Check {checks} -Quiet").OnlyOutput().BaseObject);
        Assert.Contains("no model was named", bench.Run($"Test-ApertisConnection -Check {checks}").Output[^1].Text("Message"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("internal_error", "Passed", "this machine's clock is within")]
    [InlineData("edge-block", "Passed", "this machine's clock is within")]
    [InlineData("reset", "Skipped", "no answer told the server's time")]
    public void Clock_is_compared_with_whatever_answers(string fault, string status, string says)
    {
        var clock = bench.Run(bench.Gateway.WithFault(fault), "Test-ApertisConnection -Check Clock").Output[0];

        Assert.Equal(("Clock", status), (clock.Text("Name"), clock.Text("Status")));
        Assert.StartsWith(says, clock.Text("Message"), StringComparison.Ordinal);
    }

    [Fact]
    public void Server_that_hangs_is_named_before_the_limit_is_raised()
    {
        var uri = bench.Gateway.WithFault("hang");

        var verdict = bench.Run(uri, "Test-ApertisConnection -TimeoutSec 0.3").Output[^1];

        Assert.StartsWith($"The server took a small request and did not begin to answer in time (-TimeoutSec 0.3): {uri.Authority}, ", verdict.Text("RecommendedAction"), StringComparison.Ordinal);
    }

    [Fact]
    public void Model_is_tested_with_its_streaming_and_costs_two_chats()
    {
        var uri = bench.Gateway.WithFault("none");

        var result = bench.Run(uri, "Test-ApertisConnection gpt-4o-mini");

        Assert.Equal(["Passed", "Passed", "Passed"], result.Output.TakeLast(3).Select(check => check.Text("Status")));
        Assert.Equal("the API can be reached, the key works, and gpt-4o-mini answers", result.Output[^1].Text("Message"));
        Assert.Equal(2, bench.Gateway.RequestsTo(uri).Count(request => request.Method == "POST"));
    }

    [Fact]
    public void Model_that_the_key_may_not_use_is_told_from_one_that_does_not_exist()
    {
        bench.Session.SetVariable("limited", GatewayKeys.ModelLimited);

        Assert.Equal("ModelNotFound", bench.Run("Test-ApertisConnection gpt4o").Output[^1].Text("Problem"));
        Assert.Equal("ModelAccessDenied", bench.Run("Test-ApertisConnection gpt-4o -ApiKey $limited").Output[^1].Text("Problem"));
        Assert.Equal(false, bench.Run("Test-ApertisConnection gpt4o -Quiet").OnlyOutput().BaseObject);
    }

    [Theory]
    [InlineData("-DnsServer dns.example", "-DnsServer needs addresses")]
    [InlineData("-StatusPageUri status", "-StatusPageUri needs an absolute")]
    [InlineData("-StatusPageUri ftp://status.example", "-StatusPageUri needs an absolute")]
    public void Parameter_that_can_not_be_used_is_one_error_that_says_why(string parameter, string says)
    {
        var uri = bench.Gateway.WithFault("none");

        var result = bench.Run(uri, $"Test-ApertisConnection {parameter}");

        var error = Assert.Single(result.Errors);
        Assert.StartsWith("InvalidParameter,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(says, error.ToString(), StringComparison.Ordinal);
        Assert.Empty(result.Output);
        Assert.Empty(bench.Gateway.RequestsTo(uri));
    }

    [Fact]
    public void Check_that_there_is_not_is_refused_with_those_that_there_are()
    {
        var error = Assert.Single(bench.Run("Test-ApertisConnection -Check Ping").Errors);

        Assert.Contains("StatusPage", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Delay_without_rounds_to_pause_between_is_refused()
    {
        var error = Assert.Single(bench.Run("Test-ApertisConnection -Delay 3").Errors);

        Assert.StartsWith("InvalidParameter,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("-Continuous", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void No_step_of_the_diagnosis_leads_back_to_the_diagnosis()
    {
        var checks = bench.Run(new Uri($"http://127.0.0.1:{Ports.Refused()}"), "Test-ApertisConnection; Test-ApertisConnection -Check Http, Key -ApiKey sk-0; Test-ApertisConnection -Check Key -BaseUri https://no.invalid/v1").Output;

        var advice = checks.Select(check => check.Text("RecommendedAction")).OfType<string>().ToList();
        Assert.NotEmpty(advice);
        Assert.All(advice, text => Assert.DoesNotContain("Test-ApertisConnection", text, StringComparison.Ordinal));
    }

    [Fact]
    public void Continuous_writes_every_check_once_then_verdicts_until_something_changes()
    {
        var uri = bench.Gateway.WithFault("service_unavailable", ("times", "2"));

        var checks = bench.Run(uri, "Test-ApertisConnection -Continuous -Delay 0 | ForEach-Object { $_; if ($_.Name -eq 'Verdict' -and $_.Status -eq 'Passed') { break } }").Output;

        var rounds = string.Join(' ', checks.Select(check => check.Text("Name") == "Verdict" ? check.Text("Status") : "."));
        Assert.Equal(". . . . . . . . . . . Failed Failed . . . . . . . . . . . Passed", rounds);
        Assert.All(checks, check => Assert.Equal("Apertis.ConnectionCheck#Continuous", check.TypeNames[0]));
    }

    [Fact]
    public void Continuous_and_Quiet_wait_until_the_API_is_back()
    {
        var uri = bench.Gateway.WithFault("service_unavailable", ("times", "2"));

        var rounds = bench.Run(uri, "Test-ApertisConnection -Continuous -Delay 0 -Quiet | ForEach-Object { $_; if ($_) { break } }").Output;

        Assert.Equal([false, false, true], rounds.Select(round => round.BaseObject));
    }

    [Fact]
    public void Continuous_shows_the_time_of_day()
    {
        var shown = bench.Show(bench.Gateway.BaseUri, "foreach ($i in 1) { Test-ApertisConnection -Continuous -Delay 0 | ForEach-Object { $_; if ($_.Name -eq 'Verdict') { break } } }");

        Assert.Matches(@"(?m)^\d\d:\d\d:\d\d ✓ Passed  Verdict", shown);
    }

    [Fact]
    public async Task Stop_ends_the_pause_between_two_rounds()
    {
        using var stop = new CancellationTokenSource();
        var uri = bench.Gateway.WithFault("none");

        var run = Task.Run(() => bench.Run(uri, "Test-ApertisConnection -Continuous -Delay 3600 | ForEach-Object { $_ }", stop.Token));
        while (!bench.Gateway.RequestsTo(uri).Any(request => request.Path.EndsWith("/usage", StringComparison.Ordinal)))
        {
            await Task.Yield();
        }

        await stop.CancelAsync();
        await run.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void Checks_under_way_are_on_the_progress_stream_and_the_bar_goes_away()
    {
        var records = bench.Run(bench.Gateway.WithFault("hang"), "Test-ApertisConnection -TimeoutSec 1.5").Progress;

        Assert.Contains(records, record => record.StatusDescription.Contains("Http", StringComparison.Ordinal));
        Assert.Equal(ProgressRecordType.Completed, records[^1].RecordType);
    }

    [Fact]
    public void Quiet_writes_one_boolean_and_nothing_on_any_other_stream()
    {
        var result = bench.Run(bench.Gateway.WithFault("hang"), "Test-ApertisConnection -Quiet -TimeoutSec 1.5");

        Assert.Equal(false, result.OnlyOutput().BaseObject);
        Assert.Empty(result.Progress);
        Assert.Empty(result.Errors);
        Assert.Empty(result.Warnings);
        Assert.Empty(result.Information);
    }

    private static IEnumerable<string?> Names(EngineResult result) => result.Output.Select(check => check.Text("Name"));
}
