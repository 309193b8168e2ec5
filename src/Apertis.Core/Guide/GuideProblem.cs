namespace Apertis;

/// <summary>One row of the troubleshooting guide: how a problem is known, what causes it, what to do.</summary>
public sealed class GuideProblem
{
    // Arrays, which PowerShell can index; what the compiler makes of a collection expression it can't.
    private readonly string[] _codes = [];
    private readonly int[] _statuses = [];
    private readonly string[] _causes = [];
    private readonly GuideAction[] _actions = [];

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
    public IReadOnlyList<string> Codes
    {
        get => _codes;
        internal init => _codes = [.. value];
    }

    /// <summary>HTTP statuses that mean this problem when no known code says otherwise.</summary>
    public IReadOnlyList<int> Statuses
    {
        get => _statuses;
        internal init => _statuses = [.. value];
    }

    /// <summary>What went wrong, as the start of a sentence.</summary>
    public required string Title { get; init; }

    /// <summary>What is likely behind it, the most likely cause first.</summary>
    public required IReadOnlyList<string> Causes
    {
        get => _causes;
        init => _causes = [.. value];
    }

    /// <summary>What to do, the most likely step first.</summary>
    public required IReadOnlyList<GuideAction> Actions
    {
        get => _actions;
        init => _actions = [.. value];
    }

    /// <summary>Whether another attempt is made.</summary>
    public RetryRule Retry { get; internal init; }

    internal KeyEffect KeyEffect { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Id;

    internal IReadOnlyList<string> ActionsFor(IReadOnlyDictionary<string, string> evidence) =>
        Actions.Select(action => action.Render(evidence, TroubleshootingGuide.CurrentPlatform)).OfType<string>().ToArray();
}
