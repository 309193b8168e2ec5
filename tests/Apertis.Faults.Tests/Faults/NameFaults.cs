using System.Net;
using System.Runtime.CompilerServices;
using Apertis.Faults.Matrix;
using Apertis.Faults.Places;
using Apertis.Faults.Servers;

namespace Apertis.Faults.Faults;

/// <summary>Names that don't resolve, or resolve to the wrong thing. The machine's resolver and one elsewhere are two servers in a namespace.</summary>
public sealed class NameFaults(Clinic clinic) : FaultTests(clinic)
{
    private const string ApiUri = $"https://{World.ApiHost}/v1";
    private const string UseAnother = "Use another DNS server in this machine's network settings";

    // dnsmasq as a resolver that asks nobody.
    private static readonly string[] Dnsmasq = ["--keep-in-foreground", "--log-facility=-", "--conf-file=/dev/null", "--pid-file=", "--no-resolv", "--no-hosts", "--user=root", "--bind-interfaces", $"--listen-address={Namespace.Resolver}"];

    [Fault("A typo in the host: the name exists nowhere", Layers.Dns, "NameNotFound", Evidence = "NearestHost: api.apertis.ai", Next = "Did you mean api.apertis.ai? The base URI names api.apertsi.ai.", Tool = "dig", Says = "status: NXDOMAIN", Needs = Needs.Namespaces | Needs.Dnsmasq)]
    public async Task Typo()
    {
        await using var machine = await Namespace.StartAsync();
        await using var resolver = await Daemon.StartAsync(machine.Place, "started", "dnsmasq", [.. Dnsmasq, "--address=/#/"]);
        await using var elsewhere = new NameServer(machine.Bind(Namespace.PublicResolver, 53), World.Lookup);

        await ExamineAsync($"-BaseUri https://api.apertsi.ai/v1 -DnsServer {Namespace.PublicResolver}", ["api.apertsi.ai"], machine.Place);
    }

    [Fault("The name is an alias of one that does not exist", Layers.Dns, "NameNotFound", Evidence = "NearestHost: none", Next = "Correct the host eu-west.apertis.ai", Tool = "dig", Says = "gone.apertis.ai", Needs = Needs.Namespaces)]
    public Task DeadAlias() => AskAsync(_ => DnsReply.DeadAlias("gone.apertis.ai"), _ => DnsReply.DeadAlias("gone.apertis.ai"), "eu-west.apertis.ai");

    [Fault("The machine's DNS server fails (SERVFAIL), others know the name", Layers.Dns, "ResolverFailing", Evidence = "10.0.0.53: ServerFailure", Next = UseAnother, Tool = "dig", Says = "status: SERVFAIL", Needs = Needs.Namespaces)]
    public Task ServerFailure() => AskAsync(_ => new DnsReply(DnsCode.ServerFailure), World.Lookup);

    [Fault("The machine's DNS server refuses to answer, others know the name", Layers.Dns, "ResolverFailing", Evidence = "10.0.0.53: Refused", Next = UseAnother, Tool = "dig", Says = "status: REFUSED", Needs = Needs.Namespaces)]
    public Task RefusedQuery() => AskAsync(_ => new DnsReply(DnsCode.Refused), World.Lookup);

    [Fault("The machine's DNS server is silent, others know the name", Layers.Dns, "ResolverFailing", Evidence = "10.0.0.53: no answer", Next = UseAnother, Tool = "dig", Says = "no servers could be reached", Needs = Needs.Namespaces)]
    public Task SilentResolver() => AskAsync(_ => DnsReply.Silence, World.Lookup);

    [Fault("The machine's DNS server does not know the name, others do", Layers.Dns, "ResolverFailing", Evidence = "10.0.0.53: NXDOMAIN", Next = UseAnother, Tool = "dig", Says = "status: NXDOMAIN", Needs = Needs.Namespaces)]
    public Task DeniedName() => AskAsync(_ => new DnsReply(DnsCode.NoSuchName), World.Lookup);

    [Fault("The machine's DNS server says that the name has no address, others have one", Layers.Dns, "ResolverFailing", Evidence = "10.0.0.53: no address", Next = UseAnother, Tool = "dig", Says = "ANSWER: 0", Needs = Needs.Namespaces)]
    public Task NoAddress() => AskAsync(_ => DnsReply.NoData, World.Lookup);

    [Fault("A filter answers with 0.0.0.0", Layers.Dns, "ResolverFailing", Evidence = "SystemAnswer: 0.0.0.0", Next = UseAnother, Tool = "dig", Says = "0.0.0.0", Needs = Needs.Namespaces | Needs.Dnsmasq)]
    public async Task Sinkhole()
    {
        await using var machine = await Namespace.StartAsync();
        await using var resolver = await Daemon.StartAsync(machine.Place, "started", "dnsmasq", [.. Dnsmasq, $"--address=/{World.ApiHost}/0.0.0.0"]);
        await using var elsewhere = new NameServer(machine.Bind(Namespace.PublicResolver, 53), World.Lookup);

        await ExamineAsync($"-BaseUri {ApiUri} -DnsServer {Namespace.PublicResolver}", [World.ApiHost], machine.Place);
    }

    [Fault("The machine's DNS server answers with a private address where nobody listens", Layers.Dns, "ResolverFailing", Evidence = "SystemAnswer: 10.66.6.6", Next = UseAnother, Tool = "dig", Says = "10.66.6.6", Needs = Needs.Namespaces)]
    public Task WrongAddress() => AskAsync(_ => DnsReply.Of(IPAddress.Parse("10.66.6.6")), World.Lookup);

    [Fault("The hosts file leads the name to this machine", Layers.Dns, "ResolverFailing", Evidence = "HostsFile: 127.0.0.1", Next = "Take the line '127.0.0.1 api.apertis.ai' out of the hosts file", Says = "Trying 127.0.0.1:443", Needs = Needs.Namespaces)]
    public async Task HostsFile()
    {
        await using var machine = await Namespace.StartAsync($"echo '127.0.0.1 {World.ApiHost}' >> $FILES/hosts");
        await using var resolver = new NameServer(machine.Bind(Namespace.Resolver, 53), World.Lookup);
        await using var elsewhere = new NameServer(machine.Bind(Namespace.PublicResolver, 53), World.Lookup);

        await ExamineAsync($"-BaseUri {ApiUri} -DnsServer {Namespace.PublicResolver}", [$"https://{World.ApiHost}/api/models"], machine.Place);
    }

    [Fault("A firewall swallows all DNS", Layers.Dns, "DnsUnreachable", Evidence = "104.16.0.53: no answer within", Next = "Check the network connection of this machine; its DNS servers are 10.0.0.53.", Tool = "dig", Says = "timed out", Needs = Needs.Namespaces)]
    public Task AllSilent() => AskAsync(_ => DnsReply.Silence, _ => DnsReply.Silence);

    [Fault("No DNS server runs where one is configured, and none elsewhere", Layers.Dns, "DnsUnreachable", Evidence = "104.16.0.53: ConnectionRefused", Next = "Check the network connection of this machine; its DNS servers are 10.0.0.53.", Tool = "dig", Says = "connection refused", Needs = Needs.Namespaces)]
    public async Task NobodyThere()
    {
        await using var machine = await Namespace.StartAsync();

        await ExamineAsync($"-BaseUri {ApiUri} -DnsServer {Namespace.PublicResolver} -TimeoutSec 1", [World.ApiHost], machine.Place);
    }

    [Fault("This machine is offline", Layers.Dns, "DnsUnreachable", Evidence = "104.16.0.53: NetworkUnreachable", Next = "Check the network connection of this machine; its DNS servers are 10.0.0.53.", Tool = "dig", Says = "network unreachable", Needs = Needs.Namespaces)]
    public async Task Offline()
    {
        await using var machine = await Namespace.StartAsync("ip address flush dev lo scope global");

        await ExamineAsync($"-BaseUri {ApiUri} -DnsServer {Namespace.PublicResolver} -TimeoutSec 1", [World.ApiHost], machine.Place);
    }

    private async Task AskAsync(Func<string, DnsReply> system, Func<string, DnsReply> others, string host = World.ApiHost, [CallerMemberName] string test = "")
    {
        await using var machine = await Namespace.StartAsync();
        await using var resolver = new NameServer(machine.Bind(Namespace.Resolver, 53), system);
        await using var elsewhere = new NameServer(machine.Bind(Namespace.PublicResolver, 53), others);

        await ExamineAsync($"-BaseUri https://{host}/v1 -DnsServer {Namespace.PublicResolver} -TimeoutSec 2", ["+tries=1", "+time=1", host], machine.Place, test);
    }
}
