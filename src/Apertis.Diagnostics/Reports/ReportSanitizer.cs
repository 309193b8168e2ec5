using Apertis.Client.Http;

namespace Apertis.Diagnostics.Reports;

/// <summary>Takes out of a report what must not leave this machine: secrets, who the user is, and what the server quotes of the conversation.</summary>
/// <param name="redactor">Replaces keys and passwords.</param>
/// <param name="personal">Replaces who the user is.</param>
/// <param name="conversation">What was said and is to be left out; empty to leave it in.</param>
internal sealed class ReportSanitizer(Redactor redactor, PersonalText personal, IReadOnlyList<string> conversation)
{
    // What was quoted may have been redacted since.
    private readonly PromptEraser _eraser = new([.. conversation, .. conversation.Select(redactor.Redact)]);

    // Lists are arrays: PowerShell can't index what the compiler makes of a collection expression.
    public SupportReport Sanitize(SupportReport report) => report with
    {
        Message = Try(report.Message, Quoted),
        RequestId = Try(report.RequestId, Plain),
        Code = Try(report.Code, Quoted),
        ErrorJson = Try(report.ErrorJson, body => ReportJson.TryRewrite(body, Quoted) ?? Quoted(body)),
        CommandLine = Try(report.CommandLine, Plain),
        Prompt = Try(report.Prompt, Plain),
        Attempts = report.Attempts.Select(attempt => attempt with { Path = Plain(attempt.Path), RequestId = Try(attempt.RequestId, Plain) }).ToArray(),
        Evidence = Map(report.Evidence, Quoted),
        RecommendedActions = report.RecommendedActions.Select(Quoted).ToArray(),
        Environment = Map(report.Environment, Plain),
        Checks = report.Checks.Select(check => check with
        {
            Target = Try(check.Target, Plain),
            Message = Quoted(check.Message),
            RecommendedAction = Try(check.RecommendedAction, Quoted),
            Evidence = Map(check.Evidence, Quoted),
        }).ToArray(),
    };

    private string Plain(string text) => personal.Hide(redactor.Redact(WithoutControls(text)));

    private string Quoted(string text) => Plain(_eraser.Erase(redactor.Redact(text)));

    private static string? Try(string? text, Func<string, string> clean) => text is null ? null : clean(text);

    private static Dictionary<string, string> Map(IEnumerable<KeyValuePair<string, string>> facts, Func<string, string> clean) =>
        facts.ToDictionary(pair => pair.Key, pair => clean(pair.Value), StringComparer.OrdinalIgnoreCase);

    // A body may hold the escape sequences of a console.
    private static string WithoutControls(string text) =>
        text.Any(IsControl) ? string.Concat(text.Where(character => !IsControl(character))) : text;

    private static bool IsControl(char character) => char.IsControl(character) && character is not ('\n' or '\r' or '\t');
}
