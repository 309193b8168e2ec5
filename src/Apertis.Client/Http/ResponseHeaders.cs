using System.Globalization;
using System.Net.Http.Headers;

namespace Apertis.Client.Http;

/// <summary>What the answer's headers say about the request and its limits.</summary>
internal static class ResponseHeaders
{
    private static readonly string[] RequestIdNames = ["x-request-id", "x-oneapi-request-id", "request-id", "cf-ray"];

    public static string? RequestId(IReadOnlyDictionary<string, string> headers)
    {
        foreach (var name in RequestIdNames)
        {
            if (headers.TryGetValue(name, out var value) && ServerText.Clean(value, 200) is { } id)
            {
                return id;
            }
        }

        return null;
    }

    public static RateLimit? RateLimit(IReadOnlyDictionary<string, string> headers, DateTimeOffset now)
    {
        var limit = new RateLimit
        {
            Limit = Number(headers, "X-RateLimit-Limit"),
            Remaining = Number(headers, "X-RateLimit-Remaining"),
            Reset = Reset(headers, now) is { } wait && now + wait is var reset ? reset : null,
        };
        return limit is { Limit: null, Remaining: null, Reset: null } ? null : limit;
    }

    /// <summary>
    /// How long the server asks to wait before another attempt; null when it does not say, or says something that can't be read
    /// or is not in the future.
    /// </summary>
    /// <param name="headers">The answer's headers.</param>
    /// <param name="now">This machine's time, used only where the answer has no Date.</param>
    /// <param name="countsWindow">Whether the end of the rate-limit window is a reason to wait.</param>
    public static TimeSpan? RetryAfter(IReadOnlyDictionary<string, string> headers, DateTimeOffset now, bool countsWindow)
    {
        var hint =
            headers.TryGetValue("retry-after-ms", out var milliseconds) ? Duration(milliseconds, TimeSpan.FromMilliseconds(1))
            : headers.TryGetValue("Retry-After", out var retryAfter) ? Duration(retryAfter, TimeSpan.FromSeconds(1)) ?? UntilDate(retryAfter, ServerTime(headers, now))
            : countsWindow ? Reset(headers, now)
            : null;
        return hint > TimeSpan.Zero ? hint : null;
    }

    // Servers give the reset as seconds from now, as Unix seconds, or as Unix milliseconds; the size tells which.
    private static TimeSpan? Reset(IReadOnlyDictionary<string, string> headers, DateTimeOffset now)
    {
        if (!headers.TryGetValue("X-RateLimit-Reset", out var text)
            || !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            || !double.IsFinite(value))
        {
            return null;
        }

        var unixNow = ServerTime(headers, now).ToUnixTimeMilliseconds() / 1000d;
        var seconds = value < 1e9 ? value : (value > 1e12 ? value / 1000 : value) - unixNow;
        return Bounded(seconds);
    }

    private static TimeSpan? Duration(string text, TimeSpan unit) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? Bounded(value * unit.TotalSeconds) : null;

    private static TimeSpan? UntilDate(string text, DateTimeOffset serverTime) =>
        Date(text) is { } date ? Bounded((date - serverTime).TotalSeconds) : null;

    private static DateTimeOffset ServerTime(IReadOnlyDictionary<string, string> headers, DateTimeOffset now) =>
        (headers.TryGetValue("Date", out var text) ? Date(text) : null) ?? now;

    // The framework's own reader of HTTP dates knows their three forms, and no others.
    private static DateTimeOffset? Date(string text) =>
        DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var usual) ? usual
        : RetryConditionHeaderValue.TryParse(text, out var value) ? value.Date
        : null;

    // A year is past any limit, and keeps the arithmetic on times in range.
    private static TimeSpan Bounded(double seconds) => TimeSpan.FromSeconds(Math.Clamp(seconds, -1, TimeSpan.FromDays(366).TotalSeconds));

    private static long? Number(IReadOnlyDictionary<string, string> headers, string name) =>
        headers.TryGetValue(name, out var text) && long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value : null;
}
