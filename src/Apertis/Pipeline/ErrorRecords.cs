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
    public static ErrorRecord From(ApertisException exception, object? target, Version shellVersion)
    {
        var recommendation = ActionText.Join(exception.RecommendedActions);
        var message = shellVersion >= ShowsRecommendation ? exception.Message : $"{exception.Message} {ActionText.First(recommendation)}".TrimEnd();
        return new ErrorRecord(exception, exception.Problem, Enum.Parse<ErrorCategory>(exception.NativeCategory), target)
        {
            ErrorDetails = new ErrorDetails(message) { RecommendedAction = recommendation },
        };
    }
}
