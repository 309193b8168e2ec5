using System.Globalization;
using System.Text;

namespace Apertis;

/// <summary>Writes a report as Markdown that reads as well in a ticket as in a console.</summary>
internal static class ReportMarkdown
{
    private const string TimeFormat = "yyyy-MM-dd HH:mm:ss.fff 'UTC'";

    public static string Render(SupportReport report)
    {
        var sections = new List<string?>
        {
            "# Apertis support report",
            report.Message is null ? "No error is reported." : MarkdownText.Prose(report.Message),
            List(Summary(report)),
            Section("Command", report.CommandLine, "powershell"),
            Section("Prompt", report.Prompt, "text"),
            Section("Error", report.ErrorJson, report.ErrorJson is ['{' or '[', ..] ? "json" : "text"),
            Section("Attempts", Attempts(report.Attempts)),
            Section("What the guide advises", Steps(report.RecommendedActions)),
            Section("Evidence", List(report.Evidence.Select(pair => (pair.Key, (string?)pair.Value)))),
            Section("Connection", Checks(report)),
            Section("Environment", List(report.Environment.Select(pair => (pair.Key, (string?)pair.Value)))),
        };
        return string.Join("\n\n", sections.OfType<string>()) + "\n";
    }

    private static IEnumerable<(string Name, string? Value)> Summary(SupportReport report) =>
    [
        ("Problem", report.Category is { } category ? $"{report.Problem} ({category})" : report.Problem),
        ("Request id", report.RequestId),
        ("Time", Time(report.Timestamp)),
        ("HTTP status", report.StatusCode?.ToString(CultureInfo.InvariantCulture)),
        ("Code", report.Code),
        ("Report made", Time(report.Created)),
    ];

    private static string? List(IEnumerable<(string Name, string? Value)> facts)
    {
        var lines = facts.Where(fact => !string.IsNullOrEmpty(fact.Value)).Select(fact => $"- {MarkdownText.Prose(fact.Name)}: {MarkdownText.Code(fact.Value!)}").ToList();
        return lines.Count == 0 ? null : string.Join('\n', lines);
    }

    private static string? Steps(IReadOnlyList<string> steps) =>
        steps.Count == 0 ? null : string.Join('\n', steps.Select((step, index) => string.Create(CultureInfo.InvariantCulture, $"{index + 1}. {MarkdownText.Prose(step)}")));

    private static string? Attempts(IReadOnlyList<Attempt> attempts) =>
        attempts.Count == 0 ? null : Table(
            ["#", "Started", "Request", "Result", "Took", "Then waited", "Request id"],
            attempts.Select(attempt => new[]
            {
                attempt.Number.ToString(CultureInfo.InvariantCulture),
                Time(attempt.StartedAt),
                $"{attempt.Method} {attempt.Path}",
                string.Join(' ', new[] { attempt.StatusCode?.ToString(CultureInfo.InvariantCulture), attempt.Problem }.OfType<string>()),
                Milliseconds(attempt.Duration),
                attempt.Delay is { } delay ? Milliseconds(delay) : null,
                attempt.RequestId,
            }));

    private static string? Checks(SupportReport report)
    {
        var checks = report.Checks;
        if (checks.Count == 0)
        {
            return null;
        }

        var table = Table(
            ["Check", "Status", "Took", "Problem", "Finding"],
            checks.Select(check => new[] { check.Name, check.Status.ToString(), Milliseconds(check.Duration), check.Problem, check.Message }));
        var steps = Steps([.. ActionText.Split(checks[^1].RecommendedAction).Except(report.RecommendedActions)]);
        return steps is null ? table : $"{table}\n\n{steps}";
    }

    private static string Table(string[] heads, IEnumerable<string?[]> rows)
    {
        var text = new StringBuilder($"| {string.Join(" | ", heads)} |\n|{string.Concat(heads.Select(_ => " --- |"))}");
        foreach (var row in rows)
        {
            text.Append("\n| ").AppendJoin(" | ", row.Select(cell => MarkdownText.Cell(cell ?? string.Empty))).Append(" |");
        }

        return text.ToString();
    }

    private static string? Section(string title, string? text) => text is null ? null : $"## {title}\n\n{text}";

    private static string? Section(string title, string? text, string language) => text is null ? null : Section(title, MarkdownText.Fence(text, language));

    private static string? Time(DateTimeOffset? time) => time?.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    private static string Milliseconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms");
}
