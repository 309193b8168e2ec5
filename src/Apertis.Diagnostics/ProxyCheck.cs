using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using Apertis.Diagnostics.Probes;

namespace Apertis.Diagnostics;

/// <summary>Which proxy is on the way, who chose it, and whether it lets calls through.</summary>
internal sealed class ProxyCheck : DiagnosticCheck
{
    private const string Basic = "Basic";

    // Status "Proxy Authentication Required".
    private const int LogonRequired = 407;

    public override string Name => "Proxy";

    public override IReadOnlyList<string> BuildsOn => ["Configuration"];

    public override string? Target(DiagnosticContext context) => context.ShownProxy;

    public override async Task<ConnectionCheck> RunAsync(DiagnosticContext context, CancellationToken cancellationToken)
    {
        if (context.Proxy.Uri is not { } proxy)
        {
            return context.Proxy is { IgnoredVariable: { } odd, IsIgnoredForItsForm: true }
                ? Warning($"{odd} names a proxy in a form that .NET can't use, so calls do not go through it", $"Write the proxy in {odd} as http://proxy:port, or with https, socks4 or socks5 in front.")
                : context.Proxy.IgnoredVariable is { } variable
                ? Warning($"{variable} names a proxy, but calls do not go through it: it was set after this PowerShell first used a proxy", $"Start a new PowerShell with {variable} set, or give the proxy with -Proxy.")
                : Skipped($"calls go straight to {context.Base.Host} ({context.Proxy.Source})");
        }

        // What goes to an http address is handed to the proxy as it is, and SOCKS has a handshake of its own.
        var isHttpProxy = proxy.Scheme is "http" or "https";
        var credential = context.Transport!.ProxyCredential;
        var target = isHttpProxy && context.Base.IsHttps ? context.Base.Uri : null;
        var reply = await ProxyTunnel.AskAsync(proxy, null, target, context.Options.Limit, cancellationToken).ConfigureAwait(false);

        // As in a call, a password goes only to a proxy that asks for it in this way, which does not hide it.
        var isSent = reply.StatusCode == LogonRequired && credential is not null && Offers(reply, Basic);
        if (isSent)
        {
            reply = await ProxyTunnel.AskAsync(proxy, credential, target, context.Options.Limit, cancellationToken).ConfigureAwait(false);
        }

        var evidence = Evidence(context, reply, isSent);
        if (reply.Failure is { } failure)
        {
            return Failed(Match("ProxyUnreachable", evidence, Explain(reply.Stage, failure, context)) with { Exception = failure }, context);
        }

        // A handshake behind the proxy tells what asking by hand can't: SOCKS, and ways to authenticate that take several steps.
        var asksTheHandler = context.Base.IsHttps && (!isHttpProxy || (reply.StatusCode == LogonRequired && credential is not null && !isSent));
        if (asksTheHandler)
        {
            var handshake = await context.HandshakeAsync(cancellationToken).ConfigureAwait(false);
            if (handshake.ProxyFailure(context.Failure() with { Host = context.Base.Host, Port = context.Base.Uri.Port, Proxy = context.ShownProxy }) is { } refused)
            {
                evidence[Fact.Stage] = "Connect";
                evidence[Fact.Credentials] = credential is null ? "none" : "refused";
                return Failed(refused.With(evidence), context);
            }

            evidence[Fact.Credentials] = credential is null ? "none" : "sent";
            evidence.Remove(Fact.Status);
        }
        else if (context.Base.IsHttps && reply.StatusCode is not (>= 200 and < 300))
        {
            return Failed(Refusal(reply, evidence, context), context);
        }

        var does = context.Base.IsHttps ? $"opens a tunnel to {context.Base.Host}" : "takes connections";
        return Passed($"{context.ShownProxy} (from {context.Proxy.Source}) {does}", evidence);
    }

    private static GuideMatch Refusal(TunnelReply reply, Dictionary<string, string> evidence, DiagnosticContext context)
    {
        if (reply.StatusCode == LogonRequired)
        {
            return Match("ProxyAuthenticationRequired", evidence, $"{context.ShownProxy} wants {(evidence.TryGetValue(Fact.Schemes, out var schemes) ? $"authentication ({schemes})" : "authentication")}{(evidence[Fact.Credentials] == "none" ? ", and no credentials were given" : "; it refused those that were given")}");
        }

        var said = reply.StatusLine is null ? "closed the connection without a word" : reply.StatusCode is null ? $"answered '{reply.StatusLine}', which is no HTTP" : $"answered '{reply.StatusLine}'";
        var why = reply.Headers.TryGetValue("X-Squid-Error", out var error) ? $" ({ServerText.Clean(error, 100)})" : string.Empty;
        var match = Match("ProxyUnreachable", evidence, $"{context.ShownProxy} {said}{why} when asked for a tunnel to {context.Base.Host}");

        // Other statuses come from what is no proxy.
        return reply.StatusCode is 403 or >= 500 and not 501 ? match.With(Fact.TunnelRefusal, reply.StatusLine) : match;
    }

    private static string Explain(string stage, Exception failure, DiagnosticContext context)
    {
        var said = ServerText.Clean(failure is SocketException or AuthenticationException ? failure.Message : failure.InnerException?.Message ?? failure.Message, 200);
        var limit = context.Options.Limit.InSeconds();
        return (stage, failure) switch
        {
            ("Dns", TimeoutException) => $"the name of {context.ShownProxy} was not resolved within {limit} s",
            ("Dns", _) => $"the name of {context.ShownProxy} does not resolve: {said}",
            ("Connect", TimeoutException) => $"{context.ShownProxy} took the connection but did not answer CONNECT within {limit} s",
            (_, TimeoutException) => $"{context.ShownProxy} did not answer within {limit} s",
            ("Tls", _) => $"no TLS connection to {context.ShownProxy}: {said}",
            ("Connect", _) => $"{context.ShownProxy} broke the connection off when asked for a tunnel: {said}",
            _ => $"{context.ShownProxy}: {said}",
        };
    }

    private static GuideMatch Match(string problem, Dictionary<string, string> evidence, string detail) =>
        GuideMatch.Local(problem, detail).With(evidence);

    private static Dictionary<string, string> Evidence(DiagnosticContext context, TunnelReply reply, bool isSent)
    {
        var evidence = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            [Fact.Proxy] = context.ShownProxy!,
            [Fact.ProxySource] = context.Proxy.Source,
            [Fact.Host] = context.Base.Host,
            [Fact.Stage] = reply.Stage,
            [Fact.Credentials] = !isSent ? "none" : reply.StatusCode == LogonRequired ? "refused" : "sent",
        };
        Add(Fact.Answer, reply.Stage != "Connect" ? null : reply.StatusLine ?? (reply.Failure is TimeoutException ? "none" : "the connection was closed"));
        Add(Fact.Status, reply.StatusCode?.ToString(CultureInfo.InvariantCulture));
        Add(Fact.SocketError, (reply.Failure as SocketException ?? reply.Failure?.InnerException as SocketException)?.SocketErrorCode.ToString());
        Add(Fact.Schemes, Schemes(reply));
        Add(Fact.Server, reply.Headers.GetValueOrDefault("Server"));
        Add(Fact.Via, reply.Headers.GetValueOrDefault("Via"));
        Add(Fact.CredentialsSource, evidence[Fact.Credentials] == "refused" ? (context.Connection.ProxyUser is null ? context.Proxy.Source : "-ProxyCredential, or the user name and password in the proxy's address") : null);
        return evidence;

        void Add(string fact, string? value)
        {
            if (ServerText.Clean(value, 100) is { } clean)
            {
                evidence[fact] = clean;
            }
        }
    }

    private static bool Offers(TunnelReply reply, string scheme) => Schemes(reply)?.Contains(scheme, StringComparison.OrdinalIgnoreCase) == true;

    // The names only: what follows them is a realm, or a challenge.
    private static string? Schemes(TunnelReply reply) =>
        reply.Headers.TryGetValue("Proxy-Authenticate", out var challenges)
            ? string.Join(", ", challenges.Split(',', StringSplitOptions.TrimEntries).Select(part => part.Split(' ')[0]).Where(word => word.Length > 0 && word.All(char.IsLetter)).Distinct(StringComparer.OrdinalIgnoreCase))
            : null;
}
