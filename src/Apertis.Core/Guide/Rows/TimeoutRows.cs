namespace Apertis;

internal static class TimeoutRows
{
    public static IReadOnlyList<GuideProblem> All { get; } =
    [
        new("RequestTimedOut", ProblemCategory.Timeout, "OperationTimeout")
        {
            Statuses = [408, 504],
            Retry = RetryRule.WhenPassing,
            Title = "No complete answer came in time",
            Causes = ["The model needs longer than the time limit: a long prompt, a long answer, or a slow model.", "The connection is slow or drops packets.", "The gateway gave up waiting for the provider (HTTP 504)."],
            Actions =
            [
                $"The server took a small request and did not begin to answer in time ({{TimeLimit}}): {{SilentHost}}, or a proxy or firewall before it, hangs or is very slow. Look at its log if it is yours, for an outage if it is the API's own ({TroubleshootingGuide.StatusPage}), and raise -TimeoutSec if it is only slow.",
                new("Raise the limit with -TimeoutSec; {TimeLimit} was in force.") { Unless = Fact.SilentHost },
                "The prompt has {PromptLength} characters: break it into smaller chunks, which are answered sooner.",
                "Ask for a shorter answer ({ShorterAnswer}) or use a faster model.",
                "For long answers use {Streaming}: the text then arrives as it is written, and the limit ends with its first piece.",
                $"Look for an outage on the status page, {TroubleshootingGuide.StatusPage}: something on the way gave up waiting for the API ({{GatewayTimeout}}).",
                "If it happens with short prompts and a high limit too, run Test-ApertisConnection to see whether the server answers at all.",
            ],
        },
    ];
}
