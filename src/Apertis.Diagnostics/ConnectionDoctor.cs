using System.Runtime.CompilerServices;
using Apertis.Client;

namespace Apertis.Diagnostics;

/// <summary>Runs the checks, each as soon as those that it needs are done, and closes with the verdict.</summary>
internal sealed class ConnectionDoctor
{
    /// <summary>Every check, in the order in which the results are written.</summary>
    private static readonly DiagnosticCheck[] Checks =
    [
        new ConfigurationCheck(), new ProxyCheck(), new DnsCheck(), new TcpCheck(), new TlsCheck(), new ClockCheck(),
        new HttpCheck(), new StatusPageCheck(), new KeyCheck(), new ModelCheck(), new StreamingCheck(),
    ];

    private readonly Dictionary<string, Task<Layer>> _layers = new(StringComparer.Ordinal);
    private readonly List<string> _underWay = [];
    private readonly DiagnosticContext _context;

    /// <param name="client">What is diagnosed. What is wrong with its settings is part of the result.</param>
    /// <param name="options">What is looked at. Its limit is the client's where that is closer.</param>
    public ConnectionDoctor(ApertisClient client, DiagnosisOptions options)
    {
        _context = new DiagnosticContext(client, options with { Limit = options.Limit < client.Options.Timeout ? options.Limit : client.Options.Timeout });
    }

    /// <summary>Every check in its place as soon as it and those before it are done, then the verdict.</summary>
    public async IAsyncEnumerable<ConnectionCheck> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var started = _context.Time.GetTimestamp();
        var written = Checks.Where(check => _context.Options.Checks?.Contains(check.Name, StringComparer.OrdinalIgnoreCase) ?? true).ToList();
        var needed = written.SelectMany(Needs).Append(new ConfigurationCheck().Name).ToHashSet(StringComparer.Ordinal);
        foreach (var check in Checks.Where(check => needed.Contains(check.Name)))
        {
            _ = Start(check, needed, cancellationToken);
        }

        foreach (var check in written)
        {
            var layer = await _layers[check.Name].ConfigureAwait(false);
            yield return layer.Result;
            if (layer.LeftToOthers is { } rest)
            {
                yield return rest;
            }
        }

        await Task.WhenAll(_layers.Values).ConfigureAwait(false);
        var results = Checks.Where(check => needed.Contains(check.Name)).Select(check => _layers[check.Name].Result.Result).ToList();
        yield return Redacted(Verdict.From(results, _context, _context.Time.GetElapsedTime(started)));
    }

    private static IEnumerable<string> Needs(DiagnosticCheck check) =>
        check.BuildsOn.Concat(check.Uses).SelectMany(name => Needs(Of(name))).Append(check.Name);

    private static DiagnosticCheck Of(string name) => Array.Find(Checks, check => check.Name == name)!;

    private Task<Layer> Start(DiagnosticCheck check, HashSet<string> needed, CancellationToken cancellationToken)
    {
        if (_layers.TryGetValue(check.Name, out var under))
        {
            return under;
        }

        var foundations = check.BuildsOn.Select(name => Start(Of(name), needed, cancellationToken)).ToList();
        var others = check.Uses.Concat(check.ComesAfter.Where(needed.Contains)).Select(name => Start(Of(name), needed, cancellationToken)).ToList();
        return _layers[check.Name] = RunAsync(check, foundations, others, cancellationToken);
    }

    private async Task<Layer> RunAsync(DiagnosticCheck check, List<Task<Layer>> foundations, List<Task<Layer>> others, CancellationToken cancellationToken)
    {
        var below = await Task.WhenAll(foundations).ConfigureAwait(false);
        await Task.WhenAll(others).ConfigureAwait(false);
        var failed = below.Select(layer => layer.FailedLayer).FirstOrDefault(name => name is not null);
        var started = _context.Time.GetTimestamp();
        Report(check.Name, isUnderWay: true);
        ConnectionCheck result;
        try
        {
            result = failed is null ? await check.RunAsync(_context, cancellationToken).ConfigureAwait(false) : check.Skipped($"not run, because {failed} failed");
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // A diagnosis must come to a verdict, above all where something nobody thought of goes wrong.
            result = check.Broken(exception, _context);
        }

        Report(check.Name, isUnderWay: false);
        var complete = Redacted(result with { Target = check.Target(_context), Duration = _context.Time.GetElapsedTime(started), Timestamp = _context.Time.GetUtcNow() });
        _context.Results[check.Name] = complete;
        var rest = failed is null && check.LeftToOthers(_context) is { } left ? Redacted(left with { Timestamp = complete.Timestamp }) : null;
        return new Layer(complete, rest, complete.Status == CheckStatus.Failed ? check.Name : failed);
    }

    private void Report(string name, bool isUnderWay)
    {
        if (_context.Options.UnderWay is not { } report)
        {
            return;
        }

        string[] now;
        lock (_underWay)
        {
            if (isUnderWay)
            {
                _underWay.Add(name);
            }
            else
            {
                _underWay.Remove(name);
            }

            now = [.. _underWay];
        }

        if (now.Length > 0)
        {
            report(now);
        }
    }

    // A server, a proxy or the base URI itself may quote a secret.
    private ConnectionCheck Redacted(ConnectionCheck check) =>
        _context.Transport?.Redactor is not { } redactor ? check : check with
        {
            Target = redactor.TryRedact(check.Target),
            Message = redactor.Redact(check.Message),
            RecommendedAction = redactor.TryRedact(check.RecommendedAction),
            Evidence = check.Evidence.ToDictionary(pair => pair.Key, pair => redactor.Redact(pair.Value), StringComparer.OrdinalIgnoreCase),
        };

    /// <summary>A check's results, and the layer at or below it that failed.</summary>
    private sealed record Layer(ConnectionCheck Result, ConnectionCheck? LeftToOthers, string? FailedLayer);
}
