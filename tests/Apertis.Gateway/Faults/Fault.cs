using Apertis.Gateway.Serving;

namespace Apertis.Gateway.Faults;

/// <summary>A fault in use: what it does, to which requests, and how often it still will.</summary>
internal sealed class Fault
{
    private static readonly Dictionary<string, Endpoint[]> EndpointsByTarget = new()
    {
        ["all"] = Enum.GetValues<Endpoint>(),
        ["chat"] = [Endpoint.Chat],
        ["models"] = [Endpoint.Models, Endpoint.Model],
        ["model"] = [Endpoint.Model],
        ["catalogue"] = [Endpoint.Catalogue],
        ["key"] = [Endpoint.Models],
        ["v2"] = [Endpoint.CatalogueV2],
        ["usage"] = [Endpoint.TokenUsage],
        ["info"] = [Endpoint.TokenInfo],
    };

    private readonly FaultSettings _settings;
    private readonly HashSet<Endpoint> _endpoints;
    private readonly int _skip;
    private readonly int _times;
    private readonly TimeSpan _delay;
    private int _seen;

    /// <exception cref="ArgumentException">No such fault or setting.</exception>
    public Fault(string segment)
    {
        _settings = FaultSettings.Parse(segment);
        FaultKind kind = FaultCatalogue.Find(_settings.Name);
        _settings.Check(kind.Settings);
        Action = kind.Create(_settings);
        _skip = _settings.Number("skip", 0);
        _times = _settings.Number("times", int.MaxValue);
        _delay = _settings.Milliseconds("delay-ms", (int)Action.Delay.TotalMilliseconds);
        _endpoints = [.. (_settings.Text("on") ?? "all").Split(',').SelectMany(Target)];
    }

    public static IEnumerable<string> Targets => EndpointsByTarget.Keys;

    public FaultAction Action { get; }

    /// <summary>Counts a request, and says whether it meets the fault.</summary>
    public bool Meets(Exchange exchange)
    {
        if (!_endpoints.Contains(exchange.Address.Endpoint) || !Action.Concerns(exchange))
        {
            return false;
        }

        int number = Interlocked.Increment(ref _seen) - _skip;
        return number > 0 && number <= _times;
    }

    public async Task ServeAsync(Exchange exchange, Func<Exchange, Task> endpoint)
    {
        if (_settings.Headers.Count > 0)
        {
            exchange.Context.Response.OnStarting(() =>
            {
                foreach ((string name, string value) in _settings.Headers)
                {
                    exchange.Headers[name] = value;
                }

                return Task.CompletedTask;
            });
        }

        if (_delay > TimeSpan.Zero)
        {
            await Task.Delay(_delay, exchange.Aborted);
        }

        await Action.ServeAsync(exchange, endpoint);
    }

    private static Endpoint[] Target(string name) => EndpointsByTarget.TryGetValue(name, out Endpoint[]? endpoints)
        ? endpoints
        : throw new ArgumentException($"The setting 'on' must be one of {string.Join(", ", Targets)}, not '{name}'.");
}
