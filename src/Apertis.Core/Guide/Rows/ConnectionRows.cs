namespace Apertis;

internal static class ConnectionRows
{
    private const string NativeCategory = "ConnectionError";

    public static IReadOnlyList<GuideProblem> All { get; } =
    [
        new("ConnectionRefused", ProblemCategory.Connection, NativeCategory)
        {
            Retry = RetryRule.Always,
            Title = "The connection was refused",
            Causes = ["Nothing listens at that address and port.", "A firewall refuses the connection."],
            Actions =
            [
                "Check the host and port of the base URI: {BaseUri}.",
                "If they are right, have a firewall on this machine or network allow {Host}.",
                $"If it is the API's own host, look for an outage: {TroubleshootingGuide.StatusPage}.",
            ],
        },
        new("ConnectionTimedOut", ProblemCategory.Connection, NativeCategory)
        {
            Retry = RetryRule.Always,
            Title = "The connection could not be made in time",
            Causes = ["A firewall drops the packets without a word.", "The address is wrong or the network is down.", "The server accepts the connection but does not answer the TLS handshake."],
            Actions =
            [
                "Check this machine's network connection, then the host and port of the base URI: {BaseUri}.",
                "If a company network needs a proxy, give it: -Proxy (or HTTPS_PROXY, set before PowerShell starts).",
                "Have a firewall allow {Host}. Test-ApertisConnection shows which layer gives no answer.",
                "On a slow line raise -ConnectionTimeoutSeconds.",
                "If only large packets get lost, as on some VPNs, TCP connects and TLS hangs: lower the MTU of the network interface.",
            ],
        },
        new("ConnectionReset", ProblemCategory.Connection, NativeCategory)
        {
            Retry = RetryRule.Always,
            Title = "The connection broke before an answer came",
            Causes = ["An unstable network.", "A firewall or proxy that cuts connections.", "The server or its edge restarted."],
            Actions =
            [
                "Run the command again; if it keeps happening, check the network (VPN, Wi-Fi, proxy).",
                "Have a firewall or proxy on the way checked: some cut connections that wait long for an answer.",
                $"Look for an outage: {TroubleshootingGuide.StatusPage}.",
            ],
        },
        new("ConnectionFailed", ProblemCategory.Connection, NativeCategory)
        {
            Retry = RetryRule.Always,
            Title = "The connection could not be made",
            Causes = ["There is no route to the host, or the network is down.", "A firewall answers that the host can't be reached."],
            Actions =
            [
                "Check this machine's network connection and routes to {Host}.",
                new("Check that no outbound rule of the Windows firewall blocks this PowerShell.", GuidePlatform.Windows),
                new("If {Host} is on this network, allow the terminal to reach it: System Settings → Privacy & Security → Local Network.", GuidePlatform.MacOS),
                "Run Test-ApertisConnection to see which layer fails.",
            ],
        },
        new("UnexpectedRedirect", ProblemCategory.Connection, NativeCategory)
        {
            Title = "The server answered with a redirect, which is never followed",
            Causes = ["The base URI is not the API's (http instead of https, or a web page's address).", "A captive portal or proxy sends the request to a login page."],
            Actions =
            [
                "It points to {RedirectedTo}. If that is where the API now lives, give that address with -BaseUri; the key is never sent there by itself.",
                "If it is a login page of this network, log in with a browser first.",
            ],
        },
        new("AddressFamilyBroken", ProblemCategory.Connection, NativeCategory)
        {
            Title = "One of IPv4 and IPv6 does not work",
            Causes = ["This network offers IPv6 (or IPv4) addresses, but does not carry them."],
            Actions = ["Have the network mended, or switch the broken protocol off on this machine; until then each new connection may be slow."],
        },
        new("CaptivePortal", ProblemCategory.Connection, NativeCategory)
        {
            Title = "A login page answers instead of the API",
            Causes = ["A guest network or filtering proxy wants somebody to log in or to accept its terms."],
            Actions =
            [
                "Open any web page in a browser on this machine, log in or accept, and try again.",
                "On a server, have {Host} allowed without login.",
                "If no login is wanted here, the base URI may name a web site: {BaseUri}.",
            ],
        },
    ];
}
