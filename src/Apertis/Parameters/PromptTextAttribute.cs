using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace Apertis.Parameters;

/// <summary>
/// Makes a prompt of what is piped in: text as it is, a number or date as its own text, an object's or hashtable's Prompt. PowerShell would
/// else turn the object itself into text. What is no prompt becomes null, so that it keeps its place and is reported there.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PromptTextAttribute : ArgumentTransformationAttribute
{
    private const string PromptProperty = "Prompt";

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var value = Unwrap(inputData);
        return value switch
        {
            null or string => value,
            IDictionary dictionary => OwnText(dictionary.Keys.Cast<object>().Where(IsPrompt).Select(key => dictionary[key]).FirstOrDefault()),
            IEnumerable => throw new ArgumentTransformationMetadataException(
                "Several values are no single prompt. Pipe them in to have each answered, or join them: (Get-Content file.txt -Raw)."),
            _ when PSObject.AsPSObject(inputData).Properties[PromptProperty] is { } property => OwnText(property.Value),
            _ => OwnText(value),
        };
    }

    private static bool IsPrompt(object key) => string.Equals(key.ToString(), PromptProperty, StringComparison.OrdinalIgnoreCase);

    // An object that has nothing better to say than its type's name, or its members, has no text of its own.
    private static string? OwnText(object? wrapped)
    {
        var value = Unwrap(wrapped);
        var text = value is IFormattable formattable ? formattable.ToString(null, CultureInfo.InvariantCulture) : value?.ToString();
        return value is PSCustomObject || text == value?.GetType().FullName ? null : text;
    }

    private static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
