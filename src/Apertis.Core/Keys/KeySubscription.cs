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

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", new[] { Plan, Status, Expires?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) }.Where(part => part is not null));
}
