using Apertis.Engine;
using Apertis.Gateway;
using Apertis.Tests.Setup;

namespace Apertis.Tests.Chat;

/// <summary>What a console shows of answers and errors.</summary>
public sealed class ChatViewTests(Bench bench) : IClassFixture<Bench>
{
    public static TheoryData<string> Contents =>
    [
        "plain",
        "  leading spaces",
        "\tleading tab",
        "a\tb\tc",
        "trailing spaces   ",
        "first\n\n\n  third after blank lines\n    deeper",
        "```powershell\nif ($true) {\n    'indented'\n\t'tabbed'\n}\n```",
        "| a | b |\n| --- | --- |\n| 1  |  2 |",
        "🙂 漢字 e\u0301",
        "as wide as a console of 120 columns shows in one line " + new string('x', 119 - 54),
    ];

    [Theory]
    [MemberData(nameof(Contents))]
    public void Answer_is_shown_unaltered_and_then_one_line_about_it(string content)
    {
        var shown = bench.Show(bench.Gateway.WithFault("content", ("text", content)), "Invoke-ApertisChat hello").ReplaceLineEndings("\n");

        Assert.Contains(content, shown, StringComparison.Ordinal);
        var rest = shown.Replace(content, string.Empty, StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Matches(@"^gpt-4\.1 · \d+ tokens · \d+\.\d\d s · stop$", Assert.Single(rest));
    }

    [Fact]
    public void Long_lines_are_only_wrapped_at_the_console_width()
    {
        // PowerShell's formatting engine breaks what a custom view shows at the console's width; there is no way to tell it not to.
        var content = "a word " + new string('x', 300) + "\n    " + string.Join(' ', Enumerable.Range(1, 100));

        var lines = bench.Show(bench.Gateway.WithFault("content", ("text", content)), "Invoke-ApertisChat hello").ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(content.Replace("\n", string.Empty, StringComparison.Ordinal), string.Concat(lines[..^1]));
        Assert.All(lines, line => Assert.InRange(line.Length, 1, 120));
        Assert.Equal(content, bench.Run(bench.Gateway.WithFault("content", ("text", content)), "(Invoke-ApertisChat hello).Content").OnlyOutput().BaseObject);
    }

    [Fact]
    public void Summary_tells_of_retries_and_of_what_is_missing()
    {
        var shown = bench.Show(bench.Gateway.WithFault("service_unavailable", ("times", "1"), ("retry-after-ms", "1")), "Invoke-ApertisChat 'one two three' -MaxTokens 2");

        Assert.Matches(@"gpt-4\.1 · \d+ tokens · \d+\.\d\d s · 2 attempts · length · incomplete", shown);
    }

    [Fact]
    public void Summary_tells_of_tools_and_of_further_answers()
    {
        Assert.Contains("· tool_calls · calls look", bench.Show(bench.Gateway.BaseUri, "Invoke-ApertisChat 'use the tool' -Tool @{ name = 'look' }"), StringComparison.Ordinal);
        Assert.Contains("· stop · first of 3 answers, see Choices", bench.Show(bench.Gateway.BaseUri, "Invoke-ApertisChat hello -Count 3"), StringComparison.Ordinal);
    }

    [Fact]
    public void Several_answers_are_told_apart()
    {
        var lines = bench.Show(bench.Gateway.BaseUri, "'a', 'b' | Invoke-ApertisChat").ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(4, lines.Length);
        Assert.Equal(["You said: a", "You said: b"], [lines[0], lines[2]]);
    }

    [Fact]
    public void Colours_dim_the_summary_and_never_touch_the_content()
    {
        using var writer = new StringWriter();
        using var session = new EngineSession(console: writer, supportsColor: true);
        session.SetVariable("uri", bench.Gateway.BaseUri.ToString());
        session.SetVariable("key", GatewayKeys.Good);

        session.Show("Invoke-ApertisChat hello -BaseUri $uri -ApiKey $key");

        var lines = writer.ToString().ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("You said: hello", lines);
        Assert.Contains(lines, line => line.Contains("\u001b[2mgpt-4.1", StringComparison.Ordinal));
    }

    [Fact]
    public void Error_reads_as_one_sentence_and_then_the_steps()
    {
        bench.Session.SetVariable("wrong", GatewayKeys.Good[..^1] + "!");
        bench.Session.Run("$Error.Clear()");

        var lines = bench.Show(bench.Gateway.BaseUri, "Invoke-ApertisChat hello -ApiKey $wrong").ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Matches(@"^Invoke-ApertisChat: The API key was not accepted: Invalid API key \(HTTP 401, invalid_api_key, request id req-[0-9a-f]{32}\)\.$", lines[0]);
        Assert.Matches(@"^  Recommendation: \S", lines[1]);
        Assert.True(lines.Length > 3);
        Assert.All(lines[2..], line => Assert.Matches(@"^    \S", line));
    }

    [Fact]
    public void Error_in_the_middle_of_a_pipeline_names_its_input()
    {
        var error = Assert.Single(bench.Run("'a', '', 'c' | Invoke-ApertisChat").Errors);

        Assert.Equal("input 1", error.TargetObject.ToString());
        Assert.StartsWith("Input 1: ", error.ErrorDetails.Message, StringComparison.Ordinal);
        Assert.Equal("input 1", error.CategoryInfo.TargetName);
    }

    [Fact]
    public void Terminating_error_reads_the_same()
    {
        var lines = bench.Show(new Uri("http://gateway.invalid/v1"), "Invoke-ApertisChat hello").ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.StartsWith("Invoke-ApertisChat: ", lines[0], StringComparison.Ordinal);
        Assert.EndsWith(".", lines[0], StringComparison.Ordinal);
        Assert.Matches(@"^  Recommendation: \S", lines[1]);
    }
}
