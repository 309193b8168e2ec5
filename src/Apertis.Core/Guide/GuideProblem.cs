namespace Apertis;

/// <summary>One row of the troubleshooting guide: how a problem is known, what causes it, what to do.</summary>
public sealed class GuideProblem
{
    internal GuideProblem(string id, ProblemCategory category, string nativeCategory)
    {
        Id = id;
        Category = category;
        NativeCategory = nativeCategory;
    }

    /// <summary>Stable id. A <c>FullyQualifiedErrorId</c> opens with it.</summary>
    public string Id { get; }

    /// <summary>The guide's category.</summary>
    public ProblemCategory Category { get; }

    /// <summary>Name of PowerShell's own ErrorCategory.</summary>
    public string NativeCategory { get; }

    /// <summary>The API's error codes that mean this problem.</summary>
    public IReadOnlyList<string> Codes { get; internal init; } = [];

    /// <summary>HTTP statuses that mean this problem when no known code says otherwise.</summary>
    public IReadOnlyList<int> Statuses { get; internal init; } = [];

    /// <summary>What went wrong, as the start of a sentence.</summary>
    public required string Title { get; init; }

    /// <summary>What is likely behind it, the most likely cause first.</summary>
    public required IReadOnlyList<string> Causes { get; init; }

    /// <summary>What to do, the most likely step first.</summary>
    public required IReadOnlyList<GuideAction> Actions { get; init; }

    /// <summary>Whether another attempt is made.</summary>
    public RetryRule Retry { get; internal init; }

    internal KeyEffect KeyEffect { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Id;

    internal IReadOnlyList<string> ActionsFor(IReadOnlyDictionary<string, string> evidence) =>
        [.. Actions.Select(action => action.Render(evidence, TroubleshootingGuide.CurrentPlatform)).OfType<string>()];
}
