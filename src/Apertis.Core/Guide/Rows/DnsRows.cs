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

    // Only the diagnosis knows whether this is a container; it then names the settings of its kind.
    private static readonly GuideAction[] ThisContainerSteps =
    [
        "This is a container ({DockerContainer}) whose DNS servers are {Nameservers}. Give it others: --dns 8.8.8.8 with docker run, or 'dns: [8.8.8.8, 8.8.4.4]' in the compose file.",
        "This is a container ({PodmanContainer}) whose DNS servers are {Nameservers}. Give it others: --dns 8.8.8.8 with podman run, or dns_servers in containers.conf.",
        "This is a container ({KubernetesContainer}) whose DNS servers are {Nameservers}. Look at the cluster's DNS (kubectl -n kube-system get pods -l k8s-app=kube-dns), then at dnsPolicy and dnsConfig of the pod.",
    ];

    private static readonly GuideAction HostsStep = "Take the line '{HostsFile}' out of the hosts file: it goes before every DNS server.";

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
            Causes = ["The DNS server that this machine uses does not answer, or answers wrongly; another server knows the name.", "A line of the hosts file gives the name another address."],
            Actions =
            [
                HostsStep,
                .. ThisContainerSteps,
                "Use another DNS server in this machine's network settings, such as 8.8.8.8 or 1.1.1.1, instead of {Nameservers}.",
                .. FlushSteps,
                "If this network reaches other hosts only through a proxy, which then resolves their names, configure it: -Proxy (or HTTPS_PROXY, set before PowerShell starts).",
            ],
        },
        new("NameNotFound", ProblemCategory.Dns, NativeCategory)
        {
            Title = "The host name does not exist",
            Causes = ["A typo in the base URI: no DNS server knows the name."],
            Actions = ["Did you mean {NearestHost}? The base URI names {Host}.", "Correct the host {Host}; the API's own is api.apertis.ai.", "Look where it comes from: -BaseUri, then $env:APERTIS_BASE_URL, then ~/.apertis/config.json."],
        },
        new("DnsUnreachable", ProblemCategory.Dns, NativeCategory)
        {
            Retry = RetryRule.WhenPassing,
            Title = "No DNS server can be reached",
            Causes = ["This machine is offline.", "A firewall stops DNS (UDP port 53)."],
            Actions = [.. ThisContainerSteps, "Check the network connection of this machine; its DNS servers are {Nameservers}.", "Check the network connection of this machine.", "If others on the network work, have outgoing DNS (UDP and TCP port 53) allowed on the firewall.", ContainerStep],
        },
    ];
}
