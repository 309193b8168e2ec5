using System.Net;
using System.Net.Sockets;
using Apertis.Client.Http;
using Apertis.Diagnostics.Probes;

namespace Apertis.Diagnostics;

/// <summary>Whether each address of the first host takes a connection.</summary>
internal sealed class TcpCheck : DiagnosticCheck
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromMilliseconds(50);

    public override string Name => "Tcp";

    public override IReadOnlyList<string> BuildsOn => ["Dns"];

    public override string? Target(DiagnosticContext context) => context.Settings.Base is null ? null : Shown(context.FirstHop);

    public override ConnectionCheck? LeftToOthers(DiagnosticContext context) =>
        context.Proxy.Uri is null ? null : Skipped($"the proxy connects to {context.Base.Host}") with { Target = Shown(new DnsEndPoint(context.Base.Host, context.Base.Uri.Port)) };

    public override async Task<ConnectionCheck> RunAsync(DiagnosticContext context, CancellationToken cancellationToken)
    {
        var tries = await Task.WhenAll(context.Addresses.Select(address => TryAsync(address, context, cancellationToken))).ConfigureAwait(false);
        var evidence = tries.ToDictionary(item => item.Address.ToString(), item => item.Failure?.Detail ?? $"connected in {Milliseconds(item.Duration)}");
        var good = tries.FirstOrDefault(item => item.Failure is null);
        if (good is null)
        {
            // What somebody answered says more than silence.
            var failure = (tries.FirstOrDefault(item => item.Failure!.Problem.Id == "ConnectionRefused") ?? tries[0]).Failure!;
            var match = context.ShownProxy is { } proxy ? GuideMatch.Local("ProxyUnreachable", failure.Detail, (Fact.Proxy, proxy), (Fact.Host, context.Base.Host)) : failure;
            return Failed(match.With(evidence), context);
        }

        context.ReachableAddress = good.Address;
        var message = $"{good.Address} port {context.FirstHop.Port} takes connections ({Milliseconds(good.Duration)})";
        var broken = tries.GroupBy(item => item.Address.AddressFamily).FirstOrDefault(family => family.All(IsBroken));
        return broken is null
            ? Passed(message, evidence)
            : Warning($"{message}, but none over {HostName.Family(broken.Key)} works", GuideMatch.Local("AddressFamilyBroken", null).With(evidence));
    }

    // A machine without the protocol says so at once and loses no time, macOS in words that elsewhere mean a router's; a program on this machine often
    // listens on one of the two.
    private static bool IsBroken(Try attempt) =>
        attempt.Failure is { } failure
        && failure.Evidence.GetValueOrDefault(Fact.SocketError) is not (nameof(SocketError.NetworkUnreachable) or nameof(SocketError.AddressFamilyNotSupported) or nameof(SocketError.AddressNotAvailable))
        && !(failure.Evidence.GetValueOrDefault(Fact.SocketError) is nameof(SocketError.HostUnreachable) && attempt.Duration < AtOnce)
        && !(failure.Problem.Id == "ConnectionRefused" && IPAddress.IsLoopback(attempt.Address));

    private static string Shown(DnsEndPoint endPoint) => FormattableString.Invariant($"{endPoint.Host}:{endPoint.Port}");

    private static async Task<Try> TryAsync(IPAddress address, DiagnosticContext context, CancellationToken cancellationToken)
    {
        var started = context.Time.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(context.Options.Limit);
        GuideMatch? failure = null;
        try
        {
            using var socket = await AddressRace.ConnectAsync(address, context.FirstHop.Port, limit.Token).ConfigureAwait(false);
        }
        catch (SocketException exception)
        {
            failure = ExceptionLookup.Match(exception, context.Failure());
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            failure = ExceptionLookup.Match(new TimeoutException(), context.Failure());
        }

        return new Try(address, context.Time.GetElapsedTime(started), failure);
    }

    private sealed record Try(IPAddress Address, TimeSpan Duration, GuideMatch? Failure);
}
