using System.Globalization;

namespace Apertis;

/// <summary>The time as a server told it, and as this machine's clock had it at that moment.</summary>
internal sealed record ServerClock(DateTimeOffset ServerTime, DateTimeOffset LocalTime)
{
    /// <summary>How far this machine's clock is ahead; negative where it is behind.</summary>
    public TimeSpan Skew => LocalTime - ServerTime;

    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(60);

    /// <summary>Whether the two agree as well as clocks do that are kept right.</summary>
    public bool IsRight => Skew.Duration() <= Tolerance;

    /// <summary>How well they agree, as part of a sentence. A server tells whole seconds.</summary>
    public string Agreement => string.Create(CultureInfo.InvariantCulture, $"within {Math.Max(1, Math.Ceiling(Skew.Duration().TotalSeconds)):0} s of the server's");

    /// <summary>The time of an answer. One from a cache is as old as its Age says.</summary>
    /// <param name="headers">The answer's headers.</param>
    /// <param name="localTime">When it arrived.</param>
    /// <returns>Null when it does not tell the time.</returns>
    public static ServerClock? From(IReadOnlyDictionary<string, string> headers, DateTimeOffset localTime)
    {
        if (!headers.TryGetValue("Date", out var text) || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var date))
        {
            return null;
        }

        var age = headers.TryGetValue("Age", out var seconds) && int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        return new ServerClock(date.AddSeconds(age), localTime);
    }
}
