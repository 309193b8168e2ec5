using System.Text.RegularExpressions;

namespace Apertis;

/// <summary>Several steps as one text: the first line as it is, the others indented, as PowerShell prints a recommendation.</summary>
internal static partial class ActionText
{
    private const string Indent = "    ";

    /// <summary>The text; null when there are no steps.</summary>
    public static string? Join(IReadOnlyList<string> actions) => actions.Count == 0 ? null : string.Join($"\n{Indent}", actions);

    /// <summary>The steps of a joined text.</summary>
    public static IReadOnlyList<string> Split(string? joined) => joined?.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>Leaves out what only says to run a command, for the results of that command. Advice to use a parameter of it stays.</summary>
    /// <param name="command">The command's name.</param>
    /// <param name="actions">The steps.</param>
    public static IReadOnlyList<string> Without(string command, IReadOnlyList<string> actions) =>
        [.. actions.Select(action => string.Join(' ', Sentences(action).Where(sentence => !Names(sentence, command)))).Where(action => action.Length > 0)];

    /// <summary>The first step of a joined text.</summary>
    public static string? First(string? joined) => joined?.Split('\n')[0];

    private static bool Names(string sentence, string command) =>
        sentence.Contains(command, StringComparison.Ordinal) && !sentence.Contains(" -", StringComparison.Ordinal);

    private static string[] Sentences(string action) => EndOfSentence().Split(action);

    [GeneratedRegex(@"(?<=\.) (?=[A-Z])", RegexOptions.CultureInvariant)]
    private static partial Regex EndOfSentence();
}
