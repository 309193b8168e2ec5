using System.Management.Automation;
using Apertis.Engine;
using Apertis.Gateway;
using Apertis.Tests.Setup;

namespace Apertis.Tests.Reports;

/// <summary>What a report tells, and of which error.</summary>
public sealed class NewApertisSupportReportTests(Bench bench) : IClassFixture<Bench>
{
    private const string Failing = "Invoke-ApertisChat hello -Model gpt4o -ErrorAction SilentlyContinue";

    [Fact]
    public void Report_tells_what_the_guide_asks_for()
    {
        var report = Report($"{Failing}; New-ApertisSupportReport");

        var error = bench.Session.Run("$Error[0]").OnlyOutput().Get("Exception");
        Assert.Equal("ModelNotFound", report.Text("Problem"));
        Assert.Equal("Model", report.Text("Category"));
        Assert.Equal(error.Text("Message"), report.Text("Message"));
        Assert.Equal(error.Text("RequestId"), report.Text("RequestId"));
        Assert.Equal(error.Get("Timestamp"), report.Get("Timestamp"));
        Assert.Equal(404, report.Get("StatusCode"));
        Assert.Equal("model_not_found", report.Text("Code"));
        Assert.Equal("{\n  \"error\": {\n    \"message\": \"Model 'gpt4o' not found\",\n    \"type\": \"invalid_request_error\",\n    \"code\": \"model_not_found\"\n  }\n}", report.Text("ErrorJson"));
        Assert.Equal("Invoke-ApertisChat <prompt> -Model gpt4o -ErrorAction SilentlyContinue", report.Text("CommandLine"));
        Assert.Null(report.Get("Prompt"));
        Assert.Equal(error.List("Attempts"), report.List("Attempts"));
        Assert.Equal(error.List("RecommendedActions"), report.List("RecommendedActions"));
        Assert.Equal("gpt-4o", Map(report, "Evidence")["NearestModels"]);
        Assert.Empty(report.List("Checks"));
        Assert.InRange((DateTimeOffset)report.Get("Created")!, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow);
    }

    [Fact]
    public void Environment_is_that_of_the_session()
    {
        var environment = Map(Report($"{Failing}; New-ApertisSupportReport"), "Environment");

        Assert.Equal("0.1.0", environment["ModuleVersion"]);
        Assert.All((string[])["PowerShellVersion", "Runtime", "OperatingSystem", "Culture"], name => Assert.Contains(name, environment.Keys));
        Assert.Equal(bench.Gateway.BaseUri.ToString(), environment["BaseUri"]);
        Assert.Equal("-BaseUri", environment["BaseUriSource"]);
        Assert.Equal("none", environment["Proxy"]);
        Assert.Equal("sk-WK…dWrd (Standard)", environment["Key"]);
        Assert.Equal("-ApiKey", environment["KeySource"]);
        Assert.DoesNotContain(System.Environment.MachineName, environment.Values);

        var proxied = Map(Report($"{Failing}; New-ApertisSupportReport -Proxy http://kim:pass@127.0.0.1:9"), "Environment");
        Assert.Equal("http://127.0.0.1:9", proxied["Proxy"]);
        Assert.Equal("-Proxy", proxied["ProxySource"]);
    }

    [Theory]
    [InlineData("-BaseUri nonsense", "BaseUri", "'nonsense' from -BaseUri is not an absolute http or https address")]
    [InlineData("-ApiKey ''", "KeyProblem", "MalformedApiKey: the key from -ApiKey is empty")]
    [InlineData("-ApiKey '\"\"'", "KeyProblem", "MalformedApiKey: nothing is left of the key from -ApiKey once spaces, quotes and 'Bearer' are removed")]
    [InlineData("-BaseUri http://gateway.invalid", "KeyProblem", "UnencryptedAuthentication: the base URI is http://gateway.invalid/v1")]
    public void Settings_that_do_not_work_are_part_of_the_report(string parameters, string name, string value) =>
        Assert.Equal(value, Map(Report($"{Failing}; New-ApertisSupportReport {parameters}"), "Environment")[name]);

    [Fact]
    public void Markdown_holds_all_of_it_and_is_what_a_console_shows()
    {
        var report = Report($"{Failing}; New-ApertisSupportReport -IncludeConnectionTest");

        var markdown = report.Text("Markdown")!;
        Assert.Equal(markdown, report.ToString());
        Assert.DoesNotContain('\r', markdown);
        Assert.EndsWith("`\n", markdown, StringComparison.Ordinal);
        Assert.Equal(["Command", "Error", "Attempts", "What the guide advises", "Evidence", "Connection", "Environment"], markdown.Split('\n').Where(line => line.StartsWith("## ", StringComparison.Ordinal)).Select(line => line[3..]));
        foreach (var text in (string[])[report.Text("RequestId")!, report.Text("ErrorJson")!, report.Text("CommandLine")!, "| 1 | ", "| Verdict | Passed | "])
        {
            Assert.Contains(text, markdown, StringComparison.Ordinal);
        }

        var shown = bench.Session.Show("$report = New-ApertisSupportReport; $report");
        Assert.Equal(Words(bench.Session.Run("$report.Markdown").OnlyOutput().ToString()), Words(shown));
    }

    [Fact]
    public void Every_attempt_has_its_times()
    {
        var report = Report(bench.Gateway.WithFault("model_overloaded", ("retry-after-ms", "1")), "Invoke-ApertisChat hello -MaximumRetryCount 2 -ErrorAction SilentlyContinue; New-ApertisSupportReport");

        Assert.Equal([1, 2, 3], report.List("Attempts").Select(attempt => (int)attempt.Get("Number")!));
        Assert.Equal(3, report.Text("Markdown")!.Split("| 503 ModelOverloaded | ").Length - 1);
    }

    [Fact]
    public void Last_error_of_the_module_is_the_one_even_when_others_followed()
    {
        var report = Report($"{Failing}; try {{ Get-ApertisModel -Accessible -ApiKey '' }} catch {{ }}; try {{ throw 'other' }} catch {{ }}; try {{ New-ApertisSupportReport -Proxy http://a -NoProxy }} catch {{ }}; New-ApertisSupportReport");

        // The key is missing: that ended the second command, and came after the first.
        Assert.Equal("MalformedApiKey", report.Text("Problem"));
        Assert.Equal("Get-ApertisModel -Accessible -ApiKey <key>", report.Text("CommandLine"));
    }

    [Theory]
    [InlineData("try { Invoke-ApertisChat hello -Model gpt4o -ErrorAction Stop } catch { $_ | New-ApertisSupportReport }")]
    [InlineData("try { Invoke-ApertisChat hello -Model gpt4o -ErrorAction Stop } catch { New-ApertisSupportReport }")]
    [InlineData("try { Invoke-ApertisChat hello -Model gpt4o -ErrorAction Stop } catch { New-ApertisSupportReport $_ }")]
    [InlineData("try { Invoke-ApertisChat hello -Model gpt4o -ErrorAction Stop } catch { $_.Exception | New-ApertisSupportReport }")]
    [InlineData("try { & { $ErrorActionPreference = 'Stop'; Invoke-ApertisChat hello -Model gpt4o } } catch { $_ | New-ApertisSupportReport }")]
    [InlineData("Invoke-ApertisChat hello -Model gpt4o -ErrorVariable failed -ErrorAction SilentlyContinue; $failed | New-ApertisSupportReport")]
    [InlineData("Invoke-ApertisChat hello -Model gpt4o -ErrorVariable failed -ErrorAction SilentlyContinue; $x = 1; New-ApertisSupportReport -InputObject $failed")]
    [InlineData("$r = Invoke-ApertisChat hello -Model gpt4o 2>&1; $r | New-ApertisSupportReport")]
    [InlineData("$c = 'Invoke-ApertisChat'; & $c hello -Model gpt4o -ErrorAction SilentlyContinue; New-ApertisSupportReport")]
    public void Error_is_found_however_it_comes(string script)
    {
        var report = Report(script);

        Assert.Equal("ModelNotFound", report.Text("Problem"));
        Assert.StartsWith("req-", report.Text("RequestId"), StringComparison.Ordinal);
        Assert.Contains(" <prompt> -Model gpt4o", report.Text("CommandLine"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[System.Management.Automation.RuntimeException]::new('outer', $e.Exception)")]
    [InlineData("[System.Management.Automation.CmdletInvocationException]::new('outer', [System.InvalidOperationException]::new('middle', $e.Exception))")]
    [InlineData("[System.Management.Automation.ErrorRecord]::new([System.Exception]::new('outer', $e.Exception), 'Wrapped', 'NotSpecified', $null)")]
    [InlineData("[System.AggregateException]::new('outer', @($e.Exception))")]
    [InlineData("[System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($e))")]
    [InlineData("[System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($e.Exception))")]
    public void Error_is_found_inside_another_and_after_serialisation(string wrapped)
    {
        var report = Report($"{Failing}; $e = $Error[0]; $Error.Clear(); {wrapped} | New-ApertisSupportReport");

        Assert.Equal("ModelNotFound", report.Text("Problem"));
        Assert.Equal("Model", report.Text("Category"));
        Assert.StartsWith("req-", report.Text("RequestId"), StringComparison.Ordinal);
        Assert.Equal(404, report.Get("StatusCode"));
        Assert.NotEqual(0, ((DateTimeOffset)report.Get("Timestamp")!).Millisecond + ((DateTimeOffset)report.List("Attempts")[0].Get("StartedAt")!).Millisecond);
        Assert.Equal("404", Map(report, "Evidence")["Status"]);
        Assert.Contains("gpt-4o", report.List("RecommendedActions")[0].ToString(), StringComparison.Ordinal);
        Assert.Contains("model_not_found", report.Text("ErrorJson"), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_error_of_a_bulk_run_gives_a_report_of_its_own()
    {
        var reports = bench.Run("$Error.Clear(); 'one', '', 'three' | Invoke-ApertisChat -Model gpt4o -ThrottleLimit 3 -ErrorVariable failed -ErrorAction SilentlyContinue; $failed | New-ApertisSupportReport -IncludePrompt").Output;

        Assert.Equal(["ModelNotFound", "InvalidMessage", "ModelNotFound"], reports.Select(report => report.Text("Problem")));
        Assert.Equal(["one", null, "three"], reports.Select(report => report.Text("Prompt")));
        Assert.All(reports, report => Assert.StartsWith("<prompt> | Invoke-ApertisChat -Model gpt4o -ThrottleLimit 3", report.Text("CommandLine"), StringComparison.Ordinal));
    }

    [Fact]
    public void Prompt_is_there_when_it_is_asked_for()
    {
        var report = Report(bench.Gateway.WithFault("invalid_request", ("message", "what of hello there, my friend?")), "Invoke-ApertisChat 'hello there, my friend' -ErrorAction SilentlyContinue; New-ApertisSupportReport -IncludePrompt");

        Assert.Equal("hello there, my friend", report.Text("Prompt"));
        Assert.StartsWith("Invoke-ApertisChat 'hello there, my friend' ", report.Text("CommandLine"), StringComparison.Ordinal);
        Assert.Contains("what of hello there, my friend?", report.Text("ErrorJson"), StringComparison.Ordinal);
        Assert.Contains("\n## Prompt\n\n```text\nhello there, my friend\n```\n", report.Text("Markdown"), StringComparison.Ordinal);
    }

    [Fact]
    public void Connection_test_of_its_own_is_the_whole_report_where_there_is_no_error()
    {
        var healthy = Report("New-ApertisSupportReport -IncludeConnectionTest");
        var broken = Report(new Uri($"http://127.0.0.1:{Ports.Refused()}"), "New-ApertisSupportReport -IncludeConnectionTest");

        Assert.Null(healthy.Get("Problem"));
        Assert.Contains("Passed in the test of the connection", healthy.Text("Message"), StringComparison.Ordinal);
        Assert.Equal("Verdict", healthy.List("Checks")[^1].Text("Name"));
        Assert.Equal("ConnectionRefused", broken.Text("Problem"));
        Assert.Equal("Connection", broken.Text("Category"));
        Assert.Contains("| Tcp | Failed |", broken.Text("Markdown"), StringComparison.Ordinal);
    }

    [Fact]
    public void Report_of_checks_alone_has_their_time_and_every_step_once()
    {
        var report = Report(new Uri($"http://127.0.0.1:{Ports.Refused()}"), "Test-ApertisConnection -Check Tcp | New-ApertisSupportReport");

        var steps = report.List("RecommendedActions").Select(step => $"{step}").ToList();
        Assert.True(steps.Count > 1);
        Assert.NotNull(report.Get("Timestamp"));
        var markdown = report.Text("Markdown")!;
        Assert.Contains("## What the guide advises\n\n1. ", markdown, StringComparison.Ordinal);
        Assert.Contains("- Time: ", markdown, StringComparison.Ordinal);
        Assert.All(steps, step => Assert.Equal(2, markdown.Split(step[..20]).Length));
    }

    [Fact]
    public void Checks_that_were_made_before_can_be_piped_in()
    {
        var alone = Report("Test-ApertisConnection | New-ApertisSupportReport");
        var returned = Report("[System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize(@(Test-ApertisConnection))) | New-ApertisSupportReport");
        var together = Report($"{Failing}; @($Error[0]) + @(Test-ApertisConnection) | New-ApertisSupportReport");

        Assert.All([alone, returned, together], report => Assert.Contains("| Verdict | Passed |", report.Text("Markdown"), StringComparison.Ordinal));
        Assert.Null(alone.Get("Problem"));
        Assert.Equal("ModelNotFound", together.Text("Problem"));
    }

    [Fact]
    public void Result_of_a_key_test_can_be_reported()
    {
        bench.Session.SetVariable("expired", GatewayKeys.Expired);

        var report = Report("Test-ApertisKey $expired | New-ApertisSupportReport");

        Assert.Equal("ExpiredApiKey", report.Text("Problem"));
        Assert.Equal("Authentication", report.Text("Category"));
        Assert.StartsWith("req-", report.Text("RequestId"), StringComparison.Ordinal);
        Assert.Equal("Expired", Map(report, "Evidence")["Status"]);
        Assert.NotEmpty(report.List("RecommendedActions"));
    }

    [Fact]
    public void Nothing_to_report_is_one_error_that_says_what_to_do()
    {
        foreach (var script in (string[])["New-ApertisSupportReport", "New-ApertisSupportReport -InputObject $Error", "New-ApertisSupportReport -ErrorAction SilentlyContinue; New-ApertisSupportReport"])
        {
            var result = bench.Run($"$Error.Clear(); {script}");

            AssertRefusal(result, "NoApertisError", ErrorCategory.ObjectNotFound);
            Assert.Contains("-IncludeConnectionTest", result.Errors[0].ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Null_that_is_piped_in_is_one_error_and_stands_for_no_other()
    {
        AssertRefusal(bench.Run($"{Failing}; $null | New-ApertisSupportReport"), "NotAnApertisError", ErrorCategory.InvalidArgument, "$null");
        AssertRefusal(bench.Run($"{Failing}; New-ApertisSupportReport -InputObject $null"), "NotAnApertisError", ErrorCategory.InvalidArgument, "$null");
    }

    [Fact]
    public void Empty_list_stands_for_no_error_of_the_session()
    {
        var piped = bench.Run($"{Failing}; @() | New-ApertisSupportReport");

        Assert.Empty(piped.Output);
        Assert.Empty(piped.Errors);
        AssertRefusal(bench.Run($"{Failing}; New-ApertisSupportReport -InputObject @()"), "NoApertisError", ErrorCategory.ObjectNotFound, "is empty");
    }

    [Fact]
    public void Key_of_the_call_that_failed_is_in_its_evidence()
    {
        bench.Session.SetVariable("other", GatewayKeys.ModelLimited);

        var report = Report("$Error.Clear(); try { Invoke-ApertisChat hi -Model gpt-4o -ApiKey $other -ErrorAction Stop } catch { }; New-ApertisSupportReport");

        Assert.Equal($"{GatewayKeys.ModelLimited[..5]}…{GatewayKeys.ModelLimited[^4..]}", Map(report, "Evidence")["Key"]);
        Assert.Equal("-ApiKey", Map(report, "Evidence")["KeySource"]);
    }

    [Fact]
    public void Something_else_is_one_error_that_names_it_and_the_rest_is_reported()
    {
        AssertRefusal(bench.Run("$Error.Clear(); try { Get-Nothing } catch { }; $Error[0] | New-ApertisSupportReport"), "NotAnApertisError", ErrorCategory.InvalidArgument, "the error CommandNotFoundException");
        AssertRefusal(bench.Run("12 | New-ApertisSupportReport"), "NotAnApertisError", ErrorCategory.InvalidArgument, "an object of type System.Int32");
        AssertRefusal(bench.Run("[System.Management.Automation.ErrorRecord]::new([System.Exception]::new('mock'), 'RateLimitExceeded,Mock', 'LimitsExceeded', $null) | New-ApertisSupportReport"), "NotAnApertisError", ErrorCategory.InvalidArgument);

        var result = bench.Run($"{Failing}; 1, $Error[0], 2 | New-ApertisSupportReport");
        Assert.Single(result.Output);
        Assert.Equal(2, result.Errors.Count);
    }

    [Fact]
    public void Second_report_is_as_the_first()
    {
        var reports = bench.Run($"{Failing}; New-ApertisSupportReport; New-ApertisSupportReport").Output;

        Assert.Equal(reports[0].Text("RequestId"), reports[1].Text("RequestId"));
        Assert.Equal(reports[0].Text("CommandLine"), reports[1].Text("CommandLine"));
    }

    private static void AssertRefusal(EngineResult result, string id, ErrorCategory category, string says = "")
    {
        var error = result.OnlyError();
        Assert.False(result.IsTerminated);
        Assert.Equal($"{id},Apertis.Commands.NewApertisSupportReportCommand", error.FullyQualifiedErrorId);
        Assert.Equal(category, error.CategoryInfo.Category);
        Assert.Contains(says, error.ErrorDetails.Message, StringComparison.Ordinal);
        Reading.AssertSentence(error.ErrorDetails.Message);
        Reading.AssertSteps(error.ErrorDetails.RecommendedAction);
    }

    // A console breaks lines where its language lets it.
    private static string Words(string text) => string.Concat(text.Split((char[]?)null));

    private static Dictionary<string, string> Map(object report, string name) =>
        Assert.IsType<Dictionary<string, string>>(report.Get(name));

    private PSObject Report(string script) => Report(bench.Gateway.BaseUri, script);

    private PSObject Report(Uri baseUri, string script) => bench.Run(baseUri, $"$Error.Clear(); {script}").OnlyOutput();
}
