namespace Apertis;

internal static class StreamingRows
{
    private const string ReadError = "ReadError";

    public static IReadOnlyList<GuideProblem> All { get; } =
    [
        new("StreamIncomplete", ProblemCategory.Streaming, ReadError)
        {
            Retry = RetryRule.BeforeOutput,
            Title = "The streamed answer broke off before its end",
            Causes = ["An unstable network interrupted the stream.", "A proxy closes connections that stay open long."],
            Actions =
            [
                "What arrived is in the error's {Kept}; run the command again for a whole answer.",
                "Check the network (Wi-Fi, VPN, proxy): something on it breaks long connections off.",
                "Test-ApertisConnection with -Model shows whether streams get through.",
                "Without -Stream the whole answer is retried for you.",
            ],
        },
        new("StreamStalled", ProblemCategory.Streaming, ReadError)
        {
            Retry = RetryRule.BeforeOutput,
            Title = "The streamed answer stopped coming",
            Causes = ["The provider stopped sending, although the connection is open.", "A network device dropped the connection without a word."],
            Actions =
            [
                "What arrived is in the error's {Kept}; run the command again for a whole answer.",
                "For models that think long, raise {StreamParameter} (the guide uses 300).",
                "Check the network (Wi-Fi, VPN, proxy): something on it may drop connections without a word.",
                $"If it keeps happening, see the status page: {TroubleshootingGuide.StatusPage}.",
            ],
        },
        new("StreamMalformed", ProblemCategory.Streaming, "ProtocolError")
        {
            Title = "The streamed answer holds something that is not an event of the API",
            Causes = ["A proxy on the way changes the stream.", "The provider sent something broken."],
            Actions = ["Try without -Stream.", "Try without a proxy (-NoProxy) if you can; if it stays, send the request id to support (dashboard, or hi@apertis.ai)."],
        },
    ];
}
