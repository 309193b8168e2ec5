using System.Management.Automation.Language;

namespace Apertis.Reports;

/// <summary>A command in its text.</summary>
/// <param name="Command">The command.</param>
/// <param name="Tokens">The words of the text that it stands in.</param>
internal sealed record ParsedCommand(CommandAst Command, IReadOnlyList<Token> Tokens);
