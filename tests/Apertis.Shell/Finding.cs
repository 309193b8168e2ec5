using System.Collections;
using System.Management.Automation;
using System.Text.Json;

namespace Apertis.Shell;

/// <summary>One object of <c>Test-ApertisConnection</c>, read by property name, in a form that crosses a process boundary as one line.</summary>
public sealed record Finding
{
    /// <summary>The layer.</summary>
    public required string Name { get; init; }

    /// <summary>Passed, Warning, Failed or Skipped.</summary>
    public required string Status { get; init; }

    /// <summary>What was checked.</summary>
    public string? Target { get; init; }

    /// <summary>How long it took, in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>What was found.</summary>
    public required string Message { get; init; }

    /// <summary>Id of the problem.</summary>
    public string? Problem { get; init; }

    /// <summary>The steps.</summary>
    public string? RecommendedAction { get; init; }

    /// <summary>What the finding rests on.</summary>
    public required IReadOnlyDictionary<string, string> Evidence { get; init; }

    /// <summary>Reads an object of the output stream.</summary>
    /// <param name="check">The object.</param>
    public static Finding From(PSObject check)
    {
        ArgumentNullException.ThrowIfNull(check);
        return new Finding
        {
            Name = Text(check, nameof(Name))!,
            Status = Text(check, nameof(Status))!,
            Target = Text(check, nameof(Target)),
            Seconds = ((TimeSpan)check.Properties["Duration"].Value).TotalSeconds,
            Message = Text(check, nameof(Message))!,
            Problem = Text(check, nameof(Problem)),
            RecommendedAction = Text(check, nameof(RecommendedAction)),
            Evidence = Pairs((IEnumerable)check.Properties[nameof(Evidence)].Value),
        };
    }

    /// <summary>Reads a line.</summary>
    /// <param name="line">What <see cref="ToLine"/> made.</param>
    public static Finding FromLine(string line) => JsonSerializer.Deserialize<Finding>(line)!;

    /// <summary>One line of JSON.</summary>
    public string ToLine() => JsonSerializer.Serialize(this);

    private static string? Text(PSObject check, string name) => check.Properties[name].Value?.ToString();

    private static Dictionary<string, string> Pairs(IEnumerable pairs) => pairs
        .Cast<object>()
        .Select(PSObject.AsPSObject)
        .ToDictionary(pair => Text(pair, "Key")!, pair => Text(pair, "Value") ?? string.Empty, StringComparer.OrdinalIgnoreCase);
}
