namespace Apertis.Client.Tests.Reports;

/// <summary>Nothing in a text breaks out of its place in a Markdown document.</summary>
public sealed class MarkdownTextTests
{
    [Theory]
    [InlineData("a plain sentence (HTTP 404, model_not_found).", "a plain sentence (HTTP 404, model_not_found).")]
    [InlineData("<b>*bold*</b> `code` [link](x)", @"\<b>\*bold\*\</b> \`code\` \[link](x)")]
    [InlineData("_all_ of_it", @"\_all\_ of_it")]
    [InlineData("one\r\n\n  two\u2028three", "one two three")]
    public void Prose_is_one_line_without_markup(string text, string expected) => Assert.Equal(expected, MarkdownText.Prose(text));

    [Theory]
    [InlineData("a|b\nc", @"a\|b c")]
    [InlineData(@"a\|b", @"a\\\|b")]
    public void Cell_keeps_its_table_whole(string text, string expected) => Assert.Equal(expected, MarkdownText.Cell(text));

    [Theory]
    [InlineData("x", "`x`")]
    [InlineData("a ` b", "`` a ` b ``")]
    [InlineData("``", "``` `` ```")]
    [InlineData("a\nb", "`a b`")]
    public void Code_is_longer_fenced_than_any_backticks_in_it(string text, string expected) => Assert.Equal(expected, MarkdownText.Code(text));

    [Theory]
    [InlineData("x", "```json\nx\n```")]
    [InlineData("a\r\nb\n", "```json\na\nb\n```")]
    [InlineData("```\nout\n```", "````json\n```\nout\n```\n````")]
    [InlineData("`````", "``````json\n`````\n``````")]
    public void Fence_is_longer_than_any_backticks_in_it(string text, string expected) => Assert.Equal(expected, MarkdownText.Fence(text, "json"));

    [Fact]
    public void Report_without_anything_is_still_one()
    {
        var report = new SupportReport { Created = new DateTimeOffset(2026, 11, 23, 12, 0, 0, 5, TimeSpan.Zero) };

        Assert.Equal("# Apertis support report\n\nNo error is reported.\n\n- Report made: `2026-11-23 12:00:00.005 UTC`\n", report.Markdown);
        Assert.Equal(report.Markdown, report.ToString());
    }

    [Fact]
    public void Tables_of_a_report_have_a_row_for_each_attempt_and_check()
    {
        var at = new DateTimeOffset(2026, 11, 23, 13, 0, 0, TimeSpan.FromHours(1));
        var report = new SupportReport
        {
            Created = at,
            Attempts = [new Attempt { Number = 1, Method = "POST", Path = "/v1/a|b", StartedAt = at, Duration = TimeSpan.FromMilliseconds(12.4), StatusCode = 503, Problem = "ServiceUnavailable", Delay = TimeSpan.FromSeconds(1.5) }],
            Checks = [new ConnectionCheck { Name = "Verdict", Status = CheckStatus.Failed, Message = "one\n| two", RecommendedAction = "First.\n    Second." }],
        };

        Assert.Contains("\n| 1 | 2026-11-23 12:00:00.000 UTC | POST /v1/a\\|b | 503 ServiceUnavailable | 12 ms | 1500 ms |  |\n", report.Markdown, StringComparison.Ordinal);
        Assert.Contains("\n| Verdict | Failed | 0 ms |  | one \\| two |\n\n1. First.\n2. Second.\n", report.Markdown, StringComparison.Ordinal);
    }
}
