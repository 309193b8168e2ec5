using System.Globalization;

namespace Apertis;

/// <summary>The subscription behind a key. Each value is null when the server does not tell.</summary>
public sealed record KeySubscription
{
    /// <summary>Name of the plan.</summary>
    public string? Plan { get; init; }

    /// <summary>The server's word for its state, such as <c>active</c>.</summary>
    public string? Status { get; init; }

    /// <summary>When it ends (UTC).</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>Whether requests go on as paid ones when the subscription's quota is used up.</summary>
    public bool? PaygFallback { get; init; }

    /// <summary>When the billing cycle ends (UTC); the quota is then full again.</summary>
    public DateTimeOffset? CycleEnds { get; init; }

    /// <inheritdoc/>
    public override string ToString() => string.Join(
        ", ",
        new[]
        {
            Plan,
            Status,
            Day(Expires),
            PaygFallback switch { true => "PAYG fallback on", false => "PAYG fallback off", null => null },
            CycleEnds is null ? null : $"cycle ends {Day(CycleEnds)}",
        }.OfType<string>());

    private static string? Day(DateTimeOffset? time) => time?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
