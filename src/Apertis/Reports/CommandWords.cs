using System.Management.Automation.Language;
using System.Text;
using System.Text.RegularExpressions;

namespace Apertis.Reports;

/// <summary>
/// Writes a command with placeholders in the place of what was typed into it. Shown are only the values of parameters that are known to be
/// harmless; names of commands, parameters, variables and members stay.
/// </summary>
/// <param name="name">The command's own name.</param>
/// <param name="keepsPrompt">Whether what belongs to the chat may be shown.</param>
internal sealed partial class CommandWords(string name, bool keepsPrompt)
{
    private const string KeyPlaceholder = "<key>";
    private const string PromptPlaceholder = "<prompt>";

    private static readonly HashSet<string> Harmless = new(StringComparer.OrdinalIgnoreCase)
    {
        "Model", "FallbackModel", "Id", "Owner", "BaseUri", "Proxy",
        "Temperature", "TopP", "MaxTokens", "Count", "Seed", "ReasoningEffort", "FallbackTimeoutSec", "ThrottleLimit", "ExpectedCount",
        "TimeoutSec", "ConnectionTimeoutSeconds", "OperationTimeoutSeconds", "MaximumRetryCount", "MaximumRetryDelaySec",
        "ErrorAction", "ea", "WarningAction", "wa", "InformationAction", "infa", "ProgressAction", "proga",
        "ErrorVariable", "ev", "WarningVariable", "wv", "InformationVariable", "iv", "OutVariable", "ov", "PipelineVariable", "pv", "OutBuffer", "ob",
    };

    private static readonly HashSet<string> Addresses = new(StringComparer.OrdinalIgnoreCase) { "BaseUri", "Proxy" };

    // Names may be shortened, and what could be meant for one of these counts as it.
    private static readonly Dictionary<string, string> Secrets = new() { ["ApiKey"] = KeyPlaceholder, ["ProxyCredential"] = "<credential>" };

    /// <summary>What stands for the input of the pipeline.</summary>
    public string PipedPlaceholder => PositionalPlaceholder ?? KeyPlaceholder;

    // What is given without a parameter's name; null where it may be shown. Of a command that takes keys so, or an unknown one, it is a key.
    private string? PositionalPlaceholder => name switch
    {
        "Invoke-ApertisChat" => PromptPlaceholder,
        "Get-ApertisModel" => null,
        _ => KeyPlaceholder,
    };

    public string Of(ParsedCommand parsed)
    {
        var command = parsed.Command;
        var changes = new List<(IScriptExtent Place, string Text)>();
        if (command.CommandElements[0] is not StringConstantExpressionAst { StringConstantType: StringConstantType.BareWord })
        {
            changes.Add((command.CommandElements[0].Extent, name));
        }

        string? parameter = null;
        foreach (var element in command.CommandElements.Skip(1))
        {
            if (element is CommandParameterAst named)
            {
                parameter = named.Argument is null ? named.ParameterName : null;
                if (named.Argument is not null)
                {
                    changes.AddRange(Hide(named.Argument, named.ParameterName));
                }
            }
            else
            {
                changes.AddRange(Hide(element, parameter));
                parameter = null;
            }
        }

        changes.AddRange(command.Redirections.SelectMany(redirection => Replace(redirection, "<text>")));
        changes.AddRange(parsed.Tokens.Where(token => token.Kind == TokenKind.Comment && IsInside(token.Extent, command.Extent)).Select(token => (token.Extent, string.Empty)));
        return Apply(command.Extent, changes);
    }

    private IEnumerable<(IScriptExtent Place, string Text)> Hide(Ast value, string? parameter)
    {
        if (parameter is null ? PositionalPlaceholder is null && IsLiteral(value) : Harmless.Contains(parameter) && IsLiteral(value))
        {
            return parameter is not null && Addresses.Contains(parameter) ? [(value.Extent, Address(value.Extent.Text))] : [];
        }

        var secret = Secrets.Where(pair => parameter is not null && pair.Key.StartsWith(parameter, StringComparison.OrdinalIgnoreCase)).Select(pair => pair.Value).FirstOrDefault();
        var placeholder = secret ?? PositionalPlaceholder ?? PromptPlaceholder;
        return placeholder == PromptPlaceholder && keepsPrompt ? [] : Replace(value, placeholder);
    }

    private static IEnumerable<(IScriptExtent Place, string Text)> Replace(Ast value, string placeholder) =>
        value.FindAll(node => node is ConstantExpressionAst or ExpandableStringExpressionAst && !IsName(node), searchNestedScriptBlocks: true)
            .Select(node => (node.Extent, placeholder));

    private static bool IsLiteral(Ast value) => value switch
    {
        ConstantExpressionAst or VariableExpressionAst => true,
        ExpandableStringExpressionAst text => text.NestedExpressions.All(part => part is VariableExpressionAst),
        ArrayLiteralAst list => list.Elements.All(IsLiteral),
        _ => false,
    };

    // Members, keys of hashtables, and commands whose name has the form of one.
    private static bool IsName(Ast node) => node is StringConstantExpressionAst { StringConstantType: StringConstantType.BareWord } word && word.Parent switch
    {
        MemberExpressionAst member => ReferenceEquals(member.Member, word),
        HashtableAst table => table.KeyValuePairs.Any(pair => ReferenceEquals(pair.Item1, word)),
        CommandAst call => ReferenceEquals(call.CommandElements[0], word) && CommandName().IsMatch(word.Value),
        _ => false,
    };

    // User names and passwords come before the host, tokens after the path.
    private static string Address(string typed)
    {
        var quote = typed[0] is '\'' or '"' ? typed[..1] : string.Empty;
        var address = typed.Trim('\'', '"');

        // First what stands before the host: a password may hold any character.
        var host = address.LastIndexOf('@') + 1;
        var rest = address[host..];
        var end = rest.IndexOfAny(['?', '#']);
        return $"{quote}{(host == 0 ? string.Empty : "***@")}{(end < 0 ? rest : rest[..end])}{quote}";
    }

    private static bool IsInside(IScriptExtent inner, IScriptExtent outer) => inner.StartOffset >= outer.StartOffset && inner.EndOffset <= outer.EndOffset;

    private static string Apply(IScriptExtent whole, IEnumerable<(IScriptExtent Place, string Text)> changes)
    {
        var text = new StringBuilder();
        var copied = whole.StartOffset;
        foreach (var (place, replacement) in changes.OrderBy(change => change.Place.StartOffset))
        {
            // A text within one that is replaced goes with it.
            if (place.StartOffset >= copied)
            {
                text.Append(whole.Text, copied - whole.StartOffset, place.StartOffset - copied).Append(replacement);
                copied = place.EndOffset;
            }
        }

        return text.Append(whole.Text, copied - whole.StartOffset, whole.EndOffset - copied).ToString();
    }

    [GeneratedRegex(@"^\w+-\w+$", RegexOptions.CultureInvariant)]
    private static partial Regex CommandName();
}
