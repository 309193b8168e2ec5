using System.Globalization;

namespace Apertis;

/// <summary>Times as messages give them.</summary>
internal static class TimeSpanText
{
    /// <summary>The time in seconds, to the millisecond, written alike in every culture and without the unit.</summary>
    public static string InSeconds(this TimeSpan time) => time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
}
