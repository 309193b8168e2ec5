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
                "Raise the limit ({TimeLimit} was in force), such as -TimeoutSec 300.",
                "The prompt has {PromptLength} characters: break it into smaller chunks, which are answered sooner.",
                "Ask for a shorter answer (-MaxTokens) or use a faster model.",
                "For long answers use streaming where you can: the text then arrives as it is written.",
                "If it happens with short prompts too, run Test-ApertisConnection.",
            ],
        },
    ];
}
