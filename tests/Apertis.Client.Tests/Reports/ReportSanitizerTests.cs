using Apertis.Client.Http;
using Apertis.Diagnostics.Reports;

namespace Apertis.Client.Tests.Reports;

/// <summary>What stays in a report of what was put into it.</summary>
public sealed class ReportSanitizerTests
{
    private static readonly ReportSanitizer Sanitizer = new(new Redactor(["hunter2hunter2"]), new PersonalText("/home/kim", "kim"), ["tell me of the treasure island"]);

    [Fact]
    public void Body_that_is_JSON_is_indented_and_looked_at_without_its_escapes()
    {
        var body = """{"error":{"message":"\u0068unter2hunter2 said \u0074ell me of the treasure island\u001b[31m, é \ud83d","code":12.50,"list":[null,true],"tell me of the treasure island":1}}""";

        var report = Sanitizer.Sanitize(New() with { ErrorJson = body });

        Assert.Equal(
            """
            {
              "error": {
                "message": "*** said <prompt>[31m, é �",
                "code": 12.50,
                "list": [
                  null,
                  true
                ],
                "<prompt>": 1
              }
            }
            """.ReplaceLineEndings("\n"),
            report.ErrorJson);
        Assert.Contains("```json\n{\n", report.Markdown, StringComparison.Ordinal);
    }

    [Fact]
    public void Body_that_is_something_else_stays_text()
    {
        var report = Sanitizer.Sanitize(New() with { ErrorJson = "<html>hunter2hunter2 \u001b[31m tell me of the treasure island\r\n```" });

        Assert.Equal("<html>*** [31m <prompt>\r\n```", report.ErrorJson);
        Assert.Contains("````text\n<html>*** [31m <prompt>\n```\n````", report.Markdown, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_text_is_looked_at()
    {
        const string Text = "hunter2hunter2 in /home/kim/x, kim";
        var facts = new Dictionary<string, string> { ["Fact"] = Text };
        var report = Sanitizer.Sanitize(New() with
        {
            Message = Text,
            RequestId = Text,
            Code = Text,
            ErrorJson = Text,
            CommandLine = Text,
            Prompt = Text,
            Attempts = [new Attempt { Number = 1, Method = "GET", Path = Text, RequestId = Text, StartedAt = default, Duration = default }],
            Evidence = facts,
            RecommendedActions = [Text],
            Environment = facts,
            Checks = [new ConnectionCheck { Name = "Tcp", Status = CheckStatus.Failed, Target = Text, Message = Text, RecommendedAction = Text, Evidence = facts }],
        });

        const string Clean = "*** in ~/x, <user>";
        string?[] texts =
        [
            report.Message, report.RequestId, report.Code, report.ErrorJson, report.CommandLine, report.Prompt, report.Attempts[0].Path, report.Attempts[0].RequestId,
            report.Evidence["Fact"], report.RecommendedActions[0], report.Environment["Fact"], report.Checks[0].Target, report.Checks[0].Message, report.Checks[0].RecommendedAction, report.Checks[0].Evidence["Fact"],
        ];
        Assert.All(texts, text => Assert.Equal(Clean, text));
    }

    private static SupportReport New() => new() { Created = default };
}
