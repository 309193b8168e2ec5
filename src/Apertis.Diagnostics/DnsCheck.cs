using System.Net;
using Apertis.Diagnostics.Probes;

namespace Apertis.Diagnostics;

/// <summary>Whether the first host's name resolves here; and where it does not, whether it does elsewhere.</summary>
internal sealed class DnsCheck : DiagnosticCheck
{
    // Of the limit: a resolver that takes longer is compared with others.
    private const double Patience = 0.6;

    public override string Name => "Dns";

    public override IReadOnlyList<string> BuildsOn => ["Configuration"];

    public override string? Target(DiagnosticContext context) => context.Settings.Base is null ? null : context.FirstHop.Host;

    public override ConnectionCheck? LeftToOthers(DiagnosticContext context) =>
        context.Proxy.Uri is null ? null : Skipped($"the proxy resolves {context.Base.Host}") with { Target = context.Base.Host };

    public override async Task<ConnectionCheck> RunAsync(DiagnosticContext context, CancellationToken cancellationToken)
    {
        var host = context.FirstHop.Host;
        if (IPAddress.TryParse(host, out var literal))
        {
            context.Addresses = [literal];
            return Skipped(context.Proxy.Uri is null ? "the base URI holds an address; there is no name to resolve" : "the proxy is given by its address; there is no name to resolve");
        }

        var limit = context.Options.Limit;
        var started = context.Time.GetTimestamp();
        var took = TimeSpan.Zero;
        var resolver = LookUpAsync();
        await Task.WhenAny(resolver, Task.Delay(limit * Patience, context.Time, cancellationToken)).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        if (resolver.IsCompleted && await resolver.ConfigureAwait(false) is { Kind: DnsAnswerKind.Addresses } good && !IsOdd(host, good))
        {
            context.Addresses = good.Addresses;
            return Passed($"{host} is {good.Text}", new Dictionary<string, string> { ["Addresses"] = good.Text });
        }

        // This machine's own servers too, past its resolver, whose word for many kinds of failure is the same.
        var rest = limit * (1 - Patience);
        var asked = AskAsync(Others(host, context), host, rest, cancellationToken);
        var nameservers = NameServer.OfThisMachine();
        var own = await AskAsync(nameservers, host, rest, cancellationToken).ConfigureAwait(false);
        var others = await asked.ConfigureAwait(false);
        var system = await resolver.ConfigureAwait(false);
        var evidence = Evidence(host, system, nameservers, [.. own, .. others], context);
        if (system.Kind != DnsAnswerKind.Addresses)
        {
            var (problem, detail) = context.ShownProxy is { } proxy ? ("ProxyUnreachable", $"the name of {proxy} does not resolve: {system.Text}") : Diagnose(host, system, own, others);
            return Failed(GuideMatch.Local(problem, detail).With(evidence), context);
        }

        context.Addresses = system.Addresses;
        var contradiction = others.FirstOrDefault(other => other.Answer.Kind == DnsAnswerKind.Addresses && !other.Answer.Addresses.Intersect(system.Addresses).Any());
        var match = GuideMatch.Local("ResolverFailing", null).With(evidence);
        return IsOdd(host, system)
            ? contradiction is not null
                ? Warning($"this machine takes {host} for {system.Text}, which is no public address; {contradiction.Server} says {contradiction.Answer.Text}", match.With(Fact.Contradiction, $"{contradiction.Server}: {contradiction.Answer.Text}"))
                : Passed($"{host} is {system.Text}, which is no public address", evidence)
            : Warning($"{host} is {system.Text}, but this machine's resolver took {Milliseconds(took)} to say so", match);

        async Task<DnsAnswer> LookUpAsync()
        {
            var answer = await SystemResolver.AskAsync(host, limit, cancellationToken).ConfigureAwait(false);
            took = context.Time.GetElapsedTime(started);
            return answer;
        }
    }

    // A public name at an address of this machine or network: a filter, a line of the hosts file, or a server that lies.
    private static bool IsOdd(string host, DnsAnswer answer) => HostName.IsPublic(host) && answer.Addresses.All(HostName.IsPrivate);

    // Names of this network are nobody else's business.
    private static IReadOnlyList<IPEndPoint> Others(string host, DiagnosticContext context) =>
        context.Options.DnsServers ?? (context.Proxy.Uri is null && HostName.IsPublic(host) ? NameServer.Public : []);

    private static Task<Reply[]> AskAsync(IEnumerable<IPEndPoint> servers, string host, TimeSpan limit, CancellationToken cancellationToken) =>
        Task.WhenAll(servers.Select(async server => new Reply(server.Port == NameServer.Port ? server.Address.ToString() : server.ToString(), await NameServer.AskAsync(server, host, limit, cancellationToken).ConfigureAwait(false))));

    private static (string Problem, string Detail) Diagnose(string host, DnsAnswer system, Reply[] own, Reply[] others)
    {
        if (others.Concat(own).FirstOrDefault(other => other.Answer.Kind == DnsAnswerKind.Addresses) is { } knowing)
        {
            return ("ResolverFailing", $"{host} is {knowing.Answer.Text} for {knowing.Server}, but this machine's resolver says: {system.Text}");
        }

        if (HostName.NeverExists(host))
        {
            return ("NameNotFound", $"{host}: names under .invalid never exist");
        }

        if (others.FirstOrDefault(other => other.Answer.Kind == DnsAnswerKind.NoSuchName) is { } denying)
        {
            return ("NameNotFound", $"{host}: {denying.Server} says {denying.Answer.Text}, this machine's resolver: {system.Text}");
        }

        // Where nobody answers, some systems say of every name that it does not exist.
        if (others.Length > 0 && own.Concat(others).All(reply => reply.Answer.Kind == DnsAnswerKind.Silence))
        {
            return ("DnsUnreachable", $"{host}: no DNS server can be asked; this machine's resolver says {system.Text}");
        }

        var silent = others.Length > 0 ? $"; {string.Join(" and ", others.Select(other => other.Server))} can't be asked" : string.Empty;
        return system.Kind == DnsAnswerKind.NoSuchName
            ? HostName.IsKnown(host)
                ? ("ResolverFailing", $"{host} is a name of the API, but this machine's resolver says: {system.Text}{silent}")
                : ("NameNotFound", $"{host}: this machine's resolver says {system.Text}{silent}")
            : others.Length > 0
                ? ("DnsUnreachable", $"{host}: this machine's resolver says {system.Text}{silent}")
                : ("NameResolutionFailed", $"{host}: {system.Text}");
    }

    private static Dictionary<string, string> Evidence(string host, DnsAnswer system, IReadOnlyList<IPEndPoint> nameservers, IReadOnlyList<Reply> replies, DiagnosticContext context)
    {
        var evidence = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { [Fact.Host] = host, [Fact.SystemAnswer] = system.Text };
        foreach (var reply in replies)
        {
            evidence[reply.Server] = reply.Answer.Text;
        }

        if (nameservers.Count > 0)
        {
            evidence[Fact.Nameservers] = string.Join(", ", nameservers.Select(server => server.Address));
        }

        if (ContainerMark.Find(context.Options.Root, Environment.GetEnvironmentVariable) is { } container)
        {
            evidence[Fact.Container] = container.Kind;
            evidence[container.Fact] = container.Mark;
        }

        if (context.Proxy.Uri is null && HostName.NearestKnown(host) is { } nearest)
        {
            evidence[Fact.NearestHost] = nearest;
        }

        if (SystemResolver.HostsLine(host, context.Options.Root) is { } line && ServerText.Clean(line, 200) is { } shown)
        {
            evidence[Fact.HostsFile] = shown;
        }

        return evidence;
    }

    private sealed record Reply(string Server, DnsAnswer Answer);
}
