namespace Apertis;

internal static class RateLimitRows
{
    public static IReadOnlyList<GuideProblem> All { get; } =
    [
        new("RateLimitExceeded", ProblemCategory.RateLimit, "LimitsExceeded")
        {
            KeyEffect = KeyEffect.Rests,
            Codes = ["rate_limit_exceeded"],
            Statuses = [429],
            Retry = RetryRule.Always,
            Title = "The rate limit is reached",
            Causes = ["More than 3,000 requests in a minute with this key.", "More than 1,500 requests in three minutes from this IP address, other programs included."],
            Actions =
            [
                "Wait until {ResetTime}, when the window ends, and run the command again.",
                "Allow longer waits and more attempts with {RetryParameters}: the module then waits and retries by itself, as long as the server asks or else doubling its pauses.",
                "Send fewer requests: batch prompts, and run fewer scripts at once from this address.",
                "Spread the load over several keys, or upgrade the plan for higher limits.",
            ],
        },
    ];
}
