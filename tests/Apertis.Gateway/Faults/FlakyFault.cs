using System.Globalization;
using Apertis.Gateway.Serving;

namespace Apertis.Gateway.Faults;

/// <summary>Some chat requests fail, in ways that the generator chooses; the others are served.</summary>
internal sealed class FlakyFault : FaultAction
{
    private readonly Lock _lock = new();
    private readonly Random _random;
    private readonly int _percent;
    private readonly FaultAction[] _failures;
    private readonly string _retryAfterMilliseconds;

    /// <exception cref="ArgumentException">No such kind, or a percentage above 100.</exception>
    public FlakyFault(FaultSettings settings)
    {
        _random = new Random(settings.Number("seed", 1));
        _percent = settings.Number("percent", 20);
        if (_percent > 100)
        {
            throw new ArgumentException($"The setting 'percent' must be 0 to 100, not {_percent}.");
        }

        _retryAfterMilliseconds = settings.Number("retry-after-ms", 50).ToString(CultureInfo.InvariantCulture);
        string[] kinds = settings.Text("kinds")?.Split('+', ',') ?? [.. Kinds];
        _failures = [.. kinds.Select(kind => Failure(kind, settings))];
    }

    public static IReadOnlyList<string> Kinds { get; } = ["429", "500", "502", "503", "reset", "close", "truncated"];

    public override bool Concerns(Exchange exchange) => exchange.Address.Endpoint == Endpoint.Chat;

    public override Task ServeAsync(Exchange exchange, Func<Exchange, Task> endpoint) =>
        NextFailure() is { } failure ? failure.ServeAsync(exchange, endpoint) : endpoint(exchange);

    private FaultAction? NextFailure()
    {
        lock (_lock)
        {
            return _random.Next(100) < _percent ? _failures[_random.Next(_failures.Length)] : null;
        }
    }

    private FaultAction Failure(string kind, FaultSettings settings) => kind switch
    {
        "429" => new ErrorFault(settings, ErrorTable.Of("rate_limit_exceeded"), ("retry-after-ms", _retryAfterMilliseconds)),
        "500" => new ErrorFault(settings, ErrorTable.Of("internal_error")),
        "502" => new ErrorFault(settings, ErrorTable.Of("upstream_error")),
        "503" => new ErrorFault(settings, ErrorTable.Of("service_unavailable")),
        "reset" => new ResetFault(),
        "close" => new CloseFault(),
        "truncated" => new TruncatedFault(settings),
        _ => throw new ArgumentException($"The setting 'kinds' must be one or more of {string.Join('+', Kinds)}, not '{kind}'."),
    };
}
