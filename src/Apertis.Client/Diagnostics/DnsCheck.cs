using System.Net;
using System.Net.Sockets;

namespace Apertis.Client.Diagnostics;

/// <summary>Whether the host's name resolves here.</summary>
internal sealed class DnsCheck : DiagnosticCheck
{
    public override string Name => "Dns";

    public override IReadOnlyList<string> BuildsOn => ["Configuration"];

    public override string? Target(DiagnosticContext context) => context.Settings.Base?.Host;

    public override async Task<ConnectionCheck> RunAsync(DiagnosticContext context, CancellationToken cancellationToken)
    {
        if (context.Proxy is { } proxy)
        {
            return Skipped($"calls go through the proxy {proxy}, which resolves the name");
        }

        if (IPAddress.TryParse(context.Base.Host, out var literal))
        {
            context.Addresses = [literal];
            return Skipped("the base URI holds an address; there is no name to resolve");
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(context.Limit);
        try
        {
            // Some platforms can't cancel a look-up that has begun, so the waiting ends instead; some list an address twice.
            var addresses = await Dns.GetHostAddressesAsync(context.Base.Host, limit.Token).WaitAsync(limit.Token).ConfigureAwait(false);
            context.Addresses = [.. addresses.Distinct()];
        }
        catch (SocketException exception)
        {
            return Failed(ExceptionLookup.Match(exception, context.Failure()), context);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed(GuideMatch.Local("NameResolutionFailed", $"{context.Base.Host}: no answer within {context.Limit.InSeconds()} s", (Fact.Host, context.Base.Host)), context);
        }

        var list = string.Join(", ", context.Addresses);
        return context.Addresses.Count == 0
            ? Failed(GuideMatch.Local("NameResolutionFailed", $"{context.Base.Host} has no address", (Fact.Host, context.Base.Host)), context)
            : Passed($"{context.Base.Host} is {list}", new Dictionary<string, string> { ["Addresses"] = list });
    }
}
