using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;

namespace Apertis.Reports;

/// <summary>The command of an error as it was typed, without keys and, unless they are wanted, prompts.</summary>
internal static partial class CommandLine
{
    /// <summary>The class of the command that an error id names; null when it names none of this module.</summary>
    public static Type? CommandOf(string? errorId) =>
        errorId is not null && IdOfModule().Match(errorId) is { Success: true } match ? typeof(CommandLine).Assembly.GetType(match.Groups[1].Value) : null;

    /// <param name="invocation">The error's InvocationInfo; null when it was lost.</param>
    /// <param name="errorId">The error's FullyQualifiedErrorId.</param>
    /// <param name="keepsPrompt">Whether prompts may be shown.</param>
    /// <returns>The command, or null when it is none of this module.</returns>
    public static string? Describe(PropertyReader? invocation, string? errorId, bool keepsPrompt)
    {
        if (CommandOf(errorId)?.GetCustomAttributes(typeof(CmdletAttribute), inherit: false) is not [CmdletAttribute cmdlet])
        {
            return null;
        }

        var name = $"{cmdlet.VerbName}-{cmdlet.NounName}";
        if (invocation is null)
        {
            return $"{name} …";
        }

        // An error that Receive-Job throws has the place where that was called, and no command of its own.
        var wanted = invocation.Get("MyCommand") is null ? name : null;
        var words = new CommandWords(name, keepsPrompt);
        var line = invocation.Text("Line");
        var column = invocation.Read<int>("OffsetInLine");
        var piped = HasInput(line, column) ? $"{words.PipedPlaceholder} | " : string.Empty;
        var place = invocation.Text("ScriptName") is { } script ? $" # {script}:{invocation.Text("ScriptLineNumber")}" : string.Empty;
        var command = Find(invocation.Text("Statement"), null, wanted) ?? Find(line, column, wanted);
        return $"{piped}{(command is null ? $"{name} …" : words.Of(command))}{place}";
    }

    // What an error knows of its command tells neither its place in the pipeline nor what came before it.
    private static bool HasInput(string? line, int? column) =>
        column > 1 && line?.Length >= column && line[..(column.Value - 1)].TrimEnd() is var before && before.EndsWith('|') && !before.EndsWith("||", StringComparison.Ordinal);

    // A line that is a part of a longer text may not be what it looks like: it counts only when it can be read as a whole.
    private static ParsedCommand? Find(string? text, int? column, string? name)
    {
        if (text is null)
        {
            return null;
        }

        var script = Parser.ParseInput(text, out var tokens, out var errors);
        return errors.Length == 0 && script.Find(IsIt, searchNestedScriptBlocks: true) is CommandAst command ? new ParsedCommand(command, tokens) : null;

        bool IsIt(Ast node) =>
            node is CommandAst candidate
            && (name is null ? column is null || node.Extent.StartColumnNumber == column : name.Equals(candidate.GetCommandName(), StringComparison.OrdinalIgnoreCase));
    }

    [GeneratedRegex(@"^\w+,(Apertis\.Commands\.\w+)$", RegexOptions.CultureInvariant)]
    private static partial Regex IdOfModule();
}
