namespace Apertis;

internal static class ProxyRows
{
    private const string NativeCategory = "ConnectionError";

    public static IReadOnlyList<GuideProblem> All { get; } =
    [
        new("ProxyAuthenticationRequired", ProblemCategory.Proxy, NativeCategory)
        {
            Statuses = [407],
            Title = "The proxy wants a user name and password",
            Causes = ["The proxy got no credentials, or wrong ones."],
            Actions =
            [
                "The credentials that were given are refused: correct them in {CredentialsSource}.",
                "Give them: -ProxyCredential (Get-Credential); the proxy in use is {Proxy}.",
                "For every new session, put them into the proxy's address: HTTPS_PROXY=http://user:password@proxy:port, set before PowerShell starts.",
                "If no proxy is needed here, use -NoProxy.",
            ],
        },
        new("ProxyUnreachable", ProblemCategory.Proxy, NativeCategory)
        {
            Retry = RetryRule.Always,
            Title = "The proxy can't be reached or refuses to connect",
            Causes = ["The proxy's address or port is wrong, or the proxy is down.", "The proxy does not allow connections to the API's host."],
            Actions =
            [
                "Have whoever runs the proxy {Proxy} let it connect to {Host}: it answered '{TunnelRefusal}'.",
                "Give the proxy with -Proxy, or -NoProxy where none is needed. {ProxySearch} leave it to a script or to a search of the network (WPAD), which gives no answer.",
                "Check the proxy's address: {Proxy} is in use, from -Proxy, $env:HTTPS_PROXY or the system's settings.",
                "Have the proxy allow CONNECT to {Host}.",
                "If no proxy is needed here, use -NoProxy; for every new session, add the host to NO_PROXY before PowerShell starts, or to the exceptions in the system's proxy settings where those are in use.",
            ],
        },
        new("StreamBuffered", ProblemCategory.Proxy, NativeCategory)
        {
            Title = "Something on the way holds streamed text back until its end",
            Causes = ["A proxy or gateway buffers answers."],
            Actions = ["Have buffering switched off for {Host} on the proxy {Proxy} (nginx: proxy_buffering off).", "Have buffering switched off on what answers for {Host} (its headers name {Server}; nginx: proxy_buffering off).", "Have buffering switched off on every proxy between here and {Host} (nginx: proxy_buffering off).", "Streamed text arrives all at once until then; answers are complete all the same."],
        },
    ];
}
