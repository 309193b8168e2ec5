namespace Apertis.Reports;

/// <summary>What a report is about, as it was found: nothing in it has been replaced yet.</summary>
internal sealed record ReportSubject
{
    /// <summary>The facts.</summary>
    public required SupportReport Facts { get; init; }

    /// <summary>What was said in the chat that failed.</summary>
    public IReadOnlyList<string> Conversation { get; init; } = [];
}
