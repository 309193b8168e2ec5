using System.Text.RegularExpressions;

namespace Apertis;

/// <summary>One step of the guide.</summary>
public sealed partial class GuideAction
{
    internal GuideAction(string text, GuidePlatform platform = GuidePlatform.Any)
    {
        Text = text;
        Platform = platform;
    }

    /// <summary>The step. A name in braces, such as <c>{Model}</c>, stands for a piece of evidence; without that evidence the step is not given.</summary>
    public string Text { get; }

    /// <summary>The operating system that the step is for.</summary>
    public GuidePlatform Platform { get; }

    /// <summary>The name of a piece of evidence that makes the step needless; null for none.</summary>
    internal string? Unless { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Text;

    /// <summary>A step without placeholders and for every system needs no more than its text.</summary>
    /// <param name="text">The step.</param>
    public static implicit operator GuideAction(string text) => new(text);

    /// <summary>A step for every system.</summary>
    /// <param name="text">The step.</param>
    public static GuideAction FromString(string text) => new(text);

    /// <summary>The step with the evidence filled in; null when it is for another system, needless, or its evidence is missing.</summary>
    internal string? Render(IReadOnlyDictionary<string, string> evidence, GuidePlatform platform)
    {
        if ((Platform != GuidePlatform.Any && Platform != platform) || (Unless is not null && evidence.ContainsKey(Unless)))
        {
            return null;
        }

        var isMissing = false;
        var rendered = Placeholder().Replace(Text, match =>
        {
            if (evidence.TryGetValue(match.Groups[1].Value, out var value))
            {
                return value;
            }

            isMissing = true;
            return string.Empty;
        });
        return isMissing ? null : rendered;
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Placeholder();
}
