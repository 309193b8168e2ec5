using System.Globalization;

namespace Apertis.Client.Http;

/// <summary>Decides whether a failed attempt is followed by another, and after how long.</summary>
/// <param name="options">The caller's limits.</param>
/// <param name="jitter">Gives the part of a second that is added to a pause of our own, from 0 to 1.</param>
internal sealed class RetryPlan(ClientOptions options, Func<double> jitter)
{
    /// <summary>Plans what follows a failure.</summary>
    /// <param name="isRetriable">Whether the problem is worth another attempt at all.</param>
    /// <param name="attempts">Attempts made so far.</param>
    /// <param name="hint">The server's own wish; null when it has none.</param>
    /// <param name="left">What is left of the call.</param>
    /// <param name="now">The time, for naming the end of a wait.</param>
    /// <returns>The wait, or null with the reason why there is none.</returns>
    public (TimeSpan? Delay, string? Note) Next(bool isRetriable, int attempts, TimeSpan? hint, TimeSpan left, DateTimeOffset now)
    {
        if (!isRetriable || attempts > options.MaximumRetryCount)
        {
            return (null, null);
        }

        // The guide's own backoff: 2^attempt seconds and up to a second of jitter. A wait of a day is past any limit.
        var delay = hint ?? TimeSpan.FromSeconds(Math.Min(Math.Pow(2, attempts - 1), 86_400) + jitter());
        if (delay > options.MaximumRetryDelay)
        {
            return (null, $"{Wish(hint, delay, now)}, longer than -MaximumRetryDelaySec {options.MaximumRetryDelay.InSeconds()} allows");
        }

        if (delay >= left)
        {
            return (null, $"{Wish(hint, delay, now)}, longer than what is left of -TimeoutSec {options.Timeout.InSeconds()}");
        }

        return (delay, null);
    }

    /// <summary>A time and how far off it is.</summary>
    public static string Describe(DateTimeOffset now, TimeSpan wait) =>
        string.Create(CultureInfo.InvariantCulture, $"{now + wait:yyyy-MM-dd HH:mm:ss} UTC (in {wait.InSeconds()} s)");

    private static string Wish(TimeSpan? hint, TimeSpan delay, DateTimeOffset now) =>
        $"{(hint is null ? "the next attempt is due" : "the server asks to wait until")} {Describe(now, delay)}";
}
