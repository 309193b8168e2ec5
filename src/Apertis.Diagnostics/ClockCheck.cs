using System.Globalization;

namespace Apertis.Diagnostics;

/// <summary>Whether this machine's clock is right, compared with the server's; above all where a certificate seems out of its time.</summary>
internal sealed class ClockCheck : DiagnosticCheck
{
    public override string Name => "Clock";

    public override IReadOnlyList<string> BuildsOn => ["Configuration"];

    public override IReadOnlyList<string> Uses => ["Tls", "Http"];

    public override string? Target(DiagnosticContext context) => context.Settings.Base?.Host;

    public override async Task<ConnectionCheck> RunAsync(DiagnosticContext context, CancellationToken cancellationToken)
    {
        if (context.ServerClock is not { } clock)
        {
            return Skipped(context.Results["Http"].Status == CheckStatus.Passed ? "the server's answer does not tell its time" : "no answer told the server's time");
        }

        var match = GuideMatch.Local(
            "ClockSkew",
            $"it says {Show(clock.LocalTime)}, the server says {Show(clock.ServerTime)}",
            (Fact.LocalTime, Show(clock.LocalTime)),
            (Fact.ServerTime, Show(clock.ServerTime)),
            (Fact.Skew, string.Create(CultureInfo.InvariantCulture, $"{clock.Skew.TotalSeconds:0} s")));
        if (clock.IsRight)
        {
            return Passed($"this machine's clock is {clock.Agreement}", match.Evidence);
        }

        return context.Results["Tls"].Problem is "CertificateExpired" or "CertificateNotYetValid" && await ExplainsAsync(clock, context, cancellationToken).ConfigureAwait(false)
            ? Failed(match with { Detail = $"{match.Detail}, and so the server's certificate seems out of its time" }, context)
            : Warning($"this machine's clock is {Size(clock.Skew.Duration())} {(clock.Skew > TimeSpan.Zero ? "ahead" : "behind")}: {match.Detail}", match);
    }

    // A certificate that is out of its time by the server's clock too would be so on any machine.
    private static async Task<bool> ExplainsAsync(ServerClock clock, DiagnosticContext context, CancellationToken cancellationToken)
    {
        var handshake = await context.HandshakeAsync(cancellationToken).ConfigureAwait(false);
        return handshake.Certificate is { Validity: var (from, until) } && from <= clock.ServerTime && clock.ServerTime <= until;
    }

    private static string Show(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private static string Size(TimeSpan time) => FormattableString.Invariant(time.TotalDays >= 2 ? $"{time.TotalDays:0} days" : time.TotalHours >= 2 ? $"{time.TotalHours:0} hours" : (FormattableString)$"{time.TotalMinutes:0} min");
}
