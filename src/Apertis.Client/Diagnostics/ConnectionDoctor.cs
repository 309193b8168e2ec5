using System.Runtime.CompilerServices;

namespace Apertis.Client.Diagnostics;

/// <summary>Runs the checks, each as soon as those that it builds on are done, and closes with the verdict.</summary>
internal sealed class ConnectionDoctor(DiagnosticContext context)
{
    private static readonly DiagnosticCheck[] Checks = [new ConfigurationCheck(), new DnsCheck(), new TcpCheck(), new TlsCheck(), new HttpCheck(), new KeyCheck()];

    /// <summary>Every check in its place as soon as it and those before it are done, then the verdict.</summary>
    public async IAsyncEnumerable<ConnectionCheck> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        var layers = new Dictionary<string, Task<Layer>>(StringComparer.Ordinal);
        foreach (var check in Checks)
        {
            layers[check.Name] = RunAsync(check, [.. check.BuildsOn.Select(name => layers[name])], cancellationToken);
        }

        var results = new List<ConnectionCheck>();
        foreach (var check in Checks)
        {
            var layer = await layers[check.Name].ConfigureAwait(false);
            results.Add(layer.Result);
            yield return layer.Result;
        }

        yield return Redacted(Verdict.From(results, context, TimeProvider.System.GetElapsedTime(started)));
    }

    private async Task<Layer> RunAsync(DiagnosticCheck check, IReadOnlyList<Task<Layer>> foundations, CancellationToken cancellationToken)
    {
        var below = await Task.WhenAll(foundations).ConfigureAwait(false);
        if (below.Select(layer => layer.FailedLayer).FirstOrDefault(name => name is not null) is { } failed)
        {
            return new Layer(check.Skipped($"not run, because {failed} failed") with { Target = check.Target(context) }, failed);
        }

        var started = TimeProvider.System.GetTimestamp();
        ConnectionCheck result;
        try
        {
            result = await check.RunAsync(context, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // A diagnosis must come to a verdict, above all where something nobody thought of goes wrong.
            result = check.Broken(exception, context);
        }

        var complete = Redacted(result with { Target = check.Target(context), Duration = TimeProvider.System.GetElapsedTime(started) });
        return new Layer(complete, complete.Status == CheckStatus.Failed ? check.Name : null);
    }

    // A server, a proxy or the base URI itself may quote a secret.
    private ConnectionCheck Redacted(ConnectionCheck check) =>
        context.Transport?.Redactor is not { } redactor ? check : check with
        {
            Target = redactor.TryRedact(check.Target),
            Message = redactor.Redact(check.Message),
            RecommendedAction = redactor.TryRedact(check.RecommendedAction),
            Evidence = check.Evidence.ToDictionary(pair => pair.Key, pair => redactor.Redact(pair.Value), StringComparer.OrdinalIgnoreCase),
        };

    /// <summary>A check's result, and the layer at or below it that failed.</summary>
    private sealed record Layer(ConnectionCheck Result, string? FailedLayer);
}
