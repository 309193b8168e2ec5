using System.Collections;
using System.Management.Automation;

namespace Apertis.Completion;

/// <summary>The defaults that <c>$PSDefaultParameterValues</c> gives a command's parameters. PowerShell does not tell completers of them.</summary>
internal sealed class SessionDefaults
{
    private readonly List<(string Parameter, object? Value)> _values = [];

    /// <summary>Read on the pipeline thread of the session.</summary>
    public static SessionDefaults For(string commandName)
    {
        var result = new SessionDefaults();
        if (ScriptBlock.Create("$PSDefaultParameterValues").Invoke().FirstOrDefault()?.BaseObject is not IDictionary defaults)
        {
            return result;
        }

        foreach (DictionaryEntry entry in defaults)
        {
            if (entry.Key is string key
                && key.LastIndexOf(':') is > 0 and var colon
                && WildcardPattern.Get(key[..colon].Trim(), WildcardOptions.IgnoreCase).IsMatch(commandName)
                && entry.Value is not ScriptBlock)
            {
                result._values.Add((key[(colon + 1)..].Trim(), entry.Value));
            }
        }

        return result;
    }

    public object? Find(string parameter) => _values.Find(value => string.Equals(value.Parameter, parameter, StringComparison.OrdinalIgnoreCase)).Value;
}
