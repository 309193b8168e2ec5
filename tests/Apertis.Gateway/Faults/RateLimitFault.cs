using System.Globalization;
using Apertis.Gateway.Serving;

namespace Apertis.Gateway.Faults;

/// <summary>So many requests of a key in a window of time, which begins with the first one.</summary>
internal sealed class RateLimitFault(FaultSettings settings) : FaultAction
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Window> _windows = [];
    private readonly int _limit = settings.Number("limit", 10);
    private readonly TimeSpan _length = settings.Milliseconds("window-ms", 500);
    private readonly ErrorAnswer _refusal = ErrorTable.Of("rate_limit_exceeded").With(settings.Text("message"));

    public override Task ServeAsync(Exchange exchange, Func<Exchange, Task> endpoint)
    {
        (int number, TimeSpan left) = Count(exchange);
        exchange.StampRateLimit(_limit, Math.Max(0, _limit - number), RoundedUp(exchange.Now + left));
        if (number <= _limit)
        {
            return endpoint(exchange);
        }

        exchange.Headers["retry-after-ms"] = Math.Ceiling(left.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        return exchange.WriteAsync(settings.Status(_refusal.Status), Exchange.Json, _refusal.Body);
    }

    /// <summary>The request's number in its key's window, from 1, and what is left of the window.</summary>
    private (int Number, TimeSpan Left) Count(Exchange exchange)
    {
        TimeProvider time = exchange.Options.TimeProvider;
        lock (_lock)
        {
            long now = time.GetTimestamp();
            Window? window = _windows.GetValueOrDefault(exchange.Key ?? "");
            if (window is null || time.GetElapsedTime(window.Began, now) >= _length)
            {
                window = new Window(now, 0);
            }

            window = window with { Requests = window.Requests + 1 };
            _windows[exchange.Key ?? ""] = window;
            return (window.Requests, _length - time.GetElapsedTime(window.Began, now));
        }
    }

    // X-RateLimit-Reset has whole seconds.
    private static DateTimeOffset RoundedUp(DateTimeOffset time) =>
        time.AddTicks(TimeSpan.TicksPerSecond - 1);

    /// <param name="Began">Timestamp of its first request.</param>
    /// <param name="Requests">How many so far, refused ones included.</param>
    private sealed record Window(long Began, int Requests);
}
