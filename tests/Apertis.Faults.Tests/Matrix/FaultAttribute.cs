namespace Apertis.Faults.Matrix;

/// <summary>A test that makes one fault and has it diagnosed. What stands here is asserted, and is the fault's row in the README.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FaultAttribute : FactAttribute
{
    private Needs _needs;

    /// <param name="title">The fault, as somebody would tell it who knows of it.</param>
    /// <param name="layer">The check that finds it.</param>
    /// <param name="problem">What the verdict must say.</param>
    public FaultAttribute(string title, string layer, string problem)
    {
        Title = title;
        Layer = layer;
        Problem = problem;
        DisplayName = title;
    }

    public string Title { get; }

    public string Layer { get; }

    public string Problem { get; }

    /// <summary>Works all the same: a warning.</summary>
    public bool IsWarning { get; init; }

    /// <summary>What tells it from others of the same problem: <c>Name: words</c> of the evidence, several separated by a bar; the word none is for evidence that is not there.</summary>
    public string Evidence { get; init; } = string.Empty;

    /// <summary>Title of another fault of which nothing that arrives here tells it apart, for any tool; null where something does.</summary>
    public string? SeemsLike { get; init; }

    /// <summary>How the next step begins.</summary>
    public required string Next { get; init; }

    /// <summary>The program that people ask today.</summary>
    public string Tool { get; init; } = "curl";

    /// <summary>Words of what it says.</summary>
    public required string Says { get; init; }

    /// <summary>What the fault can't be made without. The test is skipped where it is missing.</summary>
    public Needs Needs
    {
        get => _needs;
        init
        {
            _needs = value;
            Skip = Machine.Missing(value);
        }
    }

    /// <summary>The evidence as pairs.</summary>
    public IEnumerable<(string Name, string Words)> Proof => Evidence
        .Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(pair => pair.Split(": ", 2))
        .Select(pair => (pair[0], pair[1]));
}
