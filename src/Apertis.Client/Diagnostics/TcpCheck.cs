using System.Net;
using System.Net.Sockets;

namespace Apertis.Client.Diagnostics;

/// <summary>Whether each address takes a connection.</summary>
internal sealed class TcpCheck : DiagnosticCheck
{
    public override string Name => "Tcp";

    public override IReadOnlyList<string> BuildsOn => ["Dns"];

    public override string? Target(DiagnosticContext context) => context.Settings.Base is { } apiBase ? $"{apiBase.Host}:{apiBase.Uri.Port}" : null;

    public override async Task<ConnectionCheck> RunAsync(DiagnosticContext context, CancellationToken cancellationToken)
    {
        if (context.Proxy is { } proxy)
        {
            return Skipped($"calls go through the proxy {proxy}, which connects to the host");
        }

        var tries = await Task.WhenAll(context.Addresses.Select(address => TryAsync(address, context, cancellationToken))).ConfigureAwait(false);
        var evidence = tries.ToDictionary(item => item.Address.ToString(), item => item.Failure?.Detail ?? $"connected in {Milliseconds(item.Duration)}");
        var good = tries.FirstOrDefault(item => item.Failure is null);
        if (good is null)
        {
            var failure = tries[0].Failure!;
            return Failed(evidence.Aggregate(failure, (match, pair) => match.With(pair.Key, pair.Value)), context);
        }

        context.ReachableAddress = good.Address;
        var broken = tries
            .GroupBy(item => item.Address.AddressFamily)
            .Where(family => family.All(item => item.Failure is not null && item.Failure.Problem.Id != "ConnectionRefused"))
            .Select(family => family.Key == AddressFamily.InterNetworkV6 ? "IPv6" : "IPv4")
            .ToList();
        var message = $"{good.Address} port {context.Base.Uri.Port} takes connections ({Milliseconds(good.Duration)})";
        return broken.Count == 0
            ? Passed(message, evidence)
            : Warning($"{message}, but none over {broken[0]} works", ActionText.Join(TroubleshootingGuide.Get("AddressFamilyBroken").ActionsFor(evidence)), "AddressFamilyBroken", evidence);
    }

    private static async Task<Try> TryAsync(IPAddress address, DiagnosticContext context, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(context.Limit);
        GuideMatch? failure = null;
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(address, context.Base.Uri.Port, limit.Token).ConfigureAwait(false);
        }
        catch (SocketException exception)
        {
            failure = ExceptionLookup.Match(exception, context.Failure());
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            failure = ExceptionLookup.Match(new TimeoutException(), context.Failure());
        }

        return new Try(address, TimeProvider.System.GetElapsedTime(started), failure);
    }

    private sealed record Try(IPAddress Address, TimeSpan Duration, GuideMatch? Failure);
}
