using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace Apertis.Parameters;

/// <summary>
/// Makes a prompt of what is piped in: text as it is, a number or date as its own text. An object that has a Prompt property is left to be
/// bound by that property; PowerShell would else turn the object itself into text.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PromptTextAttribute : ArgumentTransformationAttribute
{
    private const string PromptProperty = "Prompt";

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        switch (value)
        {
            case null or string:
                return value;
            case IDictionary:
                throw Refuse("A hashtable is no prompt. Turn it into an object first: [pscustomobject]@{ Prompt = '…' }.");
            case IEnumerable:
                throw Refuse("Several values are no single prompt. Pipe them in to have each answered, or join them: (Get-Content file.txt -Raw).");
            default:
                break;
        }

        if (PSObject.AsPSObject(inputData).Properties[PromptProperty] is not null)
        {
            return inputData;
        }

        var text = value is IFormattable formattable ? formattable.ToString(null, CultureInfo.InvariantCulture) : value.ToString();
        return value is PSCustomObject || text == value.GetType().FullName
            ? throw Refuse($"An object of type {PSObject.AsPSObject(inputData).TypeNames[0]} is no prompt: it has no property Prompt.")
            : text;
    }

    private static ArgumentTransformationMetadataException Refuse(string message) => new(message);
}
