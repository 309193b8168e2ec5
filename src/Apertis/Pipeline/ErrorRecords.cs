using System.Management.Automation;

namespace Apertis.Pipeline;

/// <summary>Turns a failure into PowerShell's own form.</summary>
internal static class ErrorRecords
{
    // From this version on, PowerShell's concise view prints the recommended action itself.
    private static readonly Version ShowsRecommendation = new(7, 5);

    /// <param name="exception">The failure.</param>
    /// <param name="target">What it is about; null for nothing.</param>
    /// <param name="shellVersion">The running PowerShell.</param>
    public static ErrorRecord From(ApertisException exception, object? target, Version shellVersion) =>
        WithAdvice(new ErrorRecord(exception, exception.Problem, Enum.Parse<ErrorCategory>(exception.NativeCategory), target), ActionText.Join(exception.RecommendedActions), shellVersion);

    /// <summary>Adds what to do.</summary>
    /// <param name="record">The failure.</param>
    /// <param name="recommendation">The steps; null for none.</param>
    /// <param name="shellVersion">The running PowerShell.</param>
    public static ErrorRecord WithAdvice(ErrorRecord record, string? recommendation, Version shellVersion)
    {
        var said = record.Exception.Message;
        var message = shellVersion >= ShowsRecommendation ? said : $"{said} {ActionText.First(recommendation)}".TrimEnd();
        record.ErrorDetails = new ErrorDetails(message) { RecommendedAction = recommendation };
        return record;
    }
}
