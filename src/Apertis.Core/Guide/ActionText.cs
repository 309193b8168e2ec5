namespace Apertis;

/// <summary>Several steps as one text: the first line as it is, the others indented, as PowerShell prints a recommendation.</summary>
internal static class ActionText
{
    private const string Indent = "    ";

    /// <summary>The text; null when there are no steps.</summary>
    public static string? Join(IReadOnlyList<string> actions) => actions.Count == 0 ? null : string.Join($"\n{Indent}", actions);

    /// <summary>The steps of a joined text.</summary>
    public static IReadOnlyList<string> Split(string? joined) => joined?.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>The first step of a joined text.</summary>
    public static string? First(string? joined) => joined?.Split('\n')[0];
}
