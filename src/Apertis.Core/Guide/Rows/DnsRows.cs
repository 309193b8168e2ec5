namespace Apertis;

internal static class DnsRows
{
    private const string NativeCategory = "ConnectionError";

    private static readonly GuideAction[] FlushSteps =
    [
        new("Flush the DNS cache: ipconfig /flushdns", GuidePlatform.Windows),
        new("Flush the DNS cache: sudo dscacheutil -flushcache; sudo killall -HUP mDNSResponder", GuidePlatform.MacOS),
        new("Flush the DNS cache, where systemd-resolved is used: resolvectl flush-caches", GuidePlatform.Linux),
    ];

    private static readonly GuideAction ContainerStep =
        new("In a container, set its DNS servers: 'dns: [8.8.8.8, 8.8.4.4]' in the compose file, --dns with docker run, or nameserver lines in /etc/resolv.conf.", GuidePlatform.Linux);

    public static IReadOnlyList<GuideProblem> All { get; } =
    [
        new("NameResolutionFailed", ProblemCategory.Dns, NativeCategory)
        {
            Retry = RetryRule.WhenPassing,
            Title = "The host name can't be resolved",
            Causes = ["No internet connection.", "The DNS server in use fails or does not know the name.", "A typo in the host name.", "A container without working DNS settings."],
            Actions =
            [
                "Check the spelling of the host {Host}, and that this machine has an internet connection.",
                "Ask another DNS server to compare: nslookup {Host} 8.8.8.8",
                .. FlushSteps,
                ContainerStep,
            ],
        },
        new("ResolverFailing", ProblemCategory.Dns, NativeCategory)
        {
            Retry = RetryRule.WhenPassing,
            Title = "This machine's DNS server fails, although the name exists",
            Causes = ["The DNS server that this machine uses does not answer, or answers wrongly; another server knows the name."],
            Actions = ["Use another DNS server in this machine's network settings, such as 8.8.8.8 or 1.1.1.1.", .. FlushSteps, ContainerStep],
        },
        new("NameNotFound", ProblemCategory.Dns, NativeCategory)
        {
            Title = "The host name does not exist",
            Causes = ["A typo in the base URI: no DNS server knows the name."],
            Actions = ["Correct the host {Host}; the API's own is api.apertis.ai.", "Look where it comes from: -BaseUri, then $env:APERTIS_BASE_URL, then ~/.apertis/config.json."],
        },
        new("DnsUnreachable", ProblemCategory.Dns, NativeCategory)
        {
            Retry = RetryRule.WhenPassing,
            Title = "No DNS server can be reached",
            Causes = ["This machine is offline.", "A firewall stops DNS (UDP port 53)."],
            Actions = ["Check the network connection of this machine.", "If others on the network work, have outgoing DNS (UDP and TCP port 53) allowed on the firewall.", ContainerStep],
        },
    ];
}
