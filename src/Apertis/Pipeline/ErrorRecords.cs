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
    /// <param name="place">Which of several inputs it is about; null where there is one.</param>
    public static ErrorRecord From(ApertisException exception, object? target, Version shellVersion, string? place = null) =>
        WithAdvice(new ErrorRecord(exception, exception.Problem, Enum.Parse<ErrorCategory>(exception.NativeCategory), target), ActionText.Join(exception.RecommendedActions), shellVersion, place);

    /// <summary>Adds what to do.</summary>
    /// <param name="record">The failure.</param>
    /// <param name="recommendation">The steps; null for none.</param>
    /// <param name="shellVersion">The running PowerShell.</param>
    /// <param name="place">Which of several inputs it is about; null where there is one.</param>
    public static ErrorRecord WithAdvice(ErrorRecord record, string? recommendation, Version shellVersion, string? place = null)
    {
        var said = place is null ? record.Exception.Message : $"{place}: {record.Exception.Message}";
        var message = shellVersion >= ShowsRecommendation ? said : $"{said} {ActionText.First(recommendation)}".TrimEnd();
        record.ErrorDetails = new ErrorDetails(message) { RecommendedAction = recommendation };
        return record;
    }
}
