using Apertis.Faults.Matrix;
using Apertis.Faults.Places;
using Apertis.Faults.Servers;
using Apertis.Faults.Setup;
using Apertis.Gateway;

namespace Apertis.Faults.Faults;

/// <summary>Packets that don't arrive, or come back with bad news.</summary>
public sealed class ConnectionFaults(Clinic clinic) : FaultTests(clinic)
{
    private const string ApiUri = $"https://{World.ApiHost}/v1";

    private static readonly string[] AskApi = ["--connect-timeout", "1", $"https://{World.ApiHost}/api/models"];

    [Fault("Nothing listens at the port", Layers.Tcp, "ConnectionRefused", Evidence = "SocketError: ConnectionRefused", Next = "Check the host and port of the base URI", Says = "Connection refused")]
    public async Task Refused()
    {
        var port = Ports.Free();

        await ExamineAsync($"-BaseUri http://127.0.0.1:{port}", [$"http://127.0.0.1:{port}/api/models"]);
    }

    [Fault("A firewall drops the packets to the API", Layers.Tcp, "ConnectionTimedOut", Evidence = "104.16.0.80: did not answer", Next = "Check this machine's network connection", Says = "Timeout was reached", Needs = Needs.Namespaces | Needs.Nftables)]
    public Task Dropped() => LookAsync(Firewall("tcp dport 443 drop"));

    [Fault("The route to the API is unreachable", Layers.Tcp, "ConnectionFailed", Evidence = "SocketError: HostUnreachable", Next = "Check this machine's network connection and routes to api.apertis.ai", Says = "No route to host", Needs = Needs.Namespaces)]
    public Task NoRoute() => LookAsync([.. ApiElsewhere, $"ip route add unreachable {Namespace.Api}"]);

    [Fault("This machine has no default route", Layers.Tcp, "ConnectionFailed", Evidence = "SocketError: NetworkUnreachable", Next = "Check this machine's network connection and routes to api.apertis.ai", Says = "Network is unreachable", Needs = Needs.Namespaces)]
    public Task NoNetwork() => LookAsync(ApiElsewhere);

    [Fault("A policy of this machine prohibits the connection", Layers.Tcp, "ConnectionFailed", Evidence = "SocketError: AccessDenied", Next = "Check this machine's network connection and routes to api.apertis.ai", Says = "Permission denied", Needs = Needs.Namespaces)]
    public Task Prohibited() => LookAsync([.. ApiElsewhere, $"ip route add prohibit {Namespace.Api}"]);

    [Fault("IPv6 packets are dropped, IPv4 works", Layers.Tcp, "AddressFamilyBroken", IsWarning = true, Evidence = "2606:4700::80: did not answer", Next = "Have the network mended, or switch the broken protocol off", Says = "Timeout was reached", Needs = Needs.Namespaces | Needs.Nftables)]
    public Task SixBroken() => LookAtBothAsync("meta nfproto ipv6 drop", "--ipv6");

    [Fault("IPv4 packets are dropped, IPv6 works", Layers.Tcp, "AddressFamilyBroken", IsWarning = true, Evidence = "104.16.0.80: did not answer", Next = "Have the network mended, or switch the broken protocol off", Says = "Timeout was reached", Needs = Needs.Namespaces | Needs.Nftables)]
    public Task FourBroken() => LookAtBothAsync($"ip daddr {Namespace.Api} drop", "--ipv4");

    [Fault("Large packets get lost (a tunnel with too small an MTU), so that the handshake never ends", Layers.Tls, "ConnectionTimedOut", Evidence = "Stage: TLS", SeemsLike = "The server takes the connection and never answers the handshake", Next = "Check this machine's network connection", Says = "SSL connection timeout", Needs = Needs.Namespaces | Needs.Nftables)]
    public async Task LargePacketsLost()
    {
        await using var machine = await Namespace.StartAsync(Firewall("meta length gt 700 drop"));
        await using var names = new NameServer(machine.Bind(Namespace.Resolver, 53), World.Lookup);
        await using var api = new SocketServer(new TlsFront(Authority.Trusted.Issue(World.ApiHost), Gateway.Root).ServeAsync, machine.Listen(Namespace.Api, 443));

        await ExamineAsync($"-BaseUri {ApiUri} -DnsServer {Namespace.Resolver} -TimeoutSec 3", AskApi, machine.Place);
    }

    private static string[] ApiElsewhere { get; } = [$"ip address delete {Namespace.Api}/32 dev lo"];

    private static string[] Firewall(string rule) =>
        ["nft add table inet wall", "nft add chain inet wall way '{ type filter hook input priority 0; }'", $"nft add rule inet wall way {rule}"];

    private async Task LookAsync(string[] commands, [System.Runtime.CompilerServices.CallerMemberName] string test = "")
    {
        await using var machine = await Namespace.StartAsync(commands);
        await using var names = new NameServer(machine.Bind(Namespace.Resolver, 53), World.Lookup);

        await ExamineAsync($"-BaseUri {ApiUri} -DnsServer {Namespace.Resolver} -TimeoutSec 1", AskApi, machine.Place, test);
    }

    private async Task LookAtBothAsync(string rule, string family, [System.Runtime.CompilerServices.CallerMemberName] string test = "")
    {
        // A name that is not public: its root may be a private one.
        const string Host = "gateway.internal";
        await using var machine = await Namespace.StartAsync(Firewall(rule));
        await using var names = new NameServer(machine.Bind(Namespace.Resolver, 53), name => name == Host ? DnsReply.Of(Namespace.Api, Namespace.ApiSix) : World.Lookup(name));
        var front = new TlsFront(Authority.Trusted.Issue(Host), Gateway.Root);
        await using var four = new SocketServer(front.ServeAsync, machine.Listen(Namespace.Api, 443));
        await using var six = new SocketServer(front.ServeAsync, machine.Listen(Namespace.ApiSix, 443));

        await ExamineAsync($"-BaseUri https://{Host} -DnsServer {Namespace.Resolver} -TimeoutSec 3", [family, "--connect-timeout", "1", $"https://{Host}/api/models"], machine.Place, test);
    }
}
