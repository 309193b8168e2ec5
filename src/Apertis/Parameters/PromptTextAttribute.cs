using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Runtime.CompilerServices;

namespace Apertis.Parameters;

/// <summary>
/// Makes a prompt of what is piped in: text as it is, a number, date or address as its own text, an object's Prompt. PowerShell would else turn
/// the object itself into text. What is no prompt becomes a blank one, so that it keeps its place and is reported there, with the reason.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PromptTextAttribute : ArgumentTransformationAttribute
{
    private const string PromptProperty = "Prompt";
    private const string ModelType = "Apertis.Model";
    private const string NamedProperty = "Pipe text, or objects with a property Prompt. Another property is made one so: … | Select-Object @{ Name = 'Prompt'; Expression = 'Question' } | Invoke-ApertisChat.";

    // By instance: each refused item is bound as a blank text of its own.
    private static readonly ConditionalWeakTable<string, PromptRefusal> Refusals = [];

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        Unwrap(inputData) switch
        {
            null => null,
            string text => text,
            IDictionary => Refuse("a hashtable is none", "Make an object of it: [pscustomobject]@{ Prompt = '…' }."),
            IEnumerable => Refuse("several values are no single one", "Pipe them in to have each answered, or join them: (Get-Content file.txt -Raw)."),
            _ when PSObject.AsPSObject(inputData).Properties[PromptProperty] is { } property => OwnText(property.Value),
            _ when PSObject.AsPSObject(inputData).TypeNames.Any(name => name is ModelType or $"Deserialized.{ModelType}") => Refuse("a model has no property Prompt", "Say what it is to answer: Get-ApertisModel gpt-4o | Invoke-ApertisChat 'Hello'.", isModel: true),
            _ => OwnText(inputData),
        };

    /// <summary>Why the item that was bound as this prompt is none; null when it is one.</summary>
    internal static PromptRefusal? RefusalOf(string? prompt) => prompt is not null && Refusals.TryGetValue(prompt, out var refusal) ? refusal : null;

    private static string? OwnText(object? wrapped)
    {
        var value = Unwrap(wrapped);
        return value switch
        {
            null => null,
            string text => text,
            IEnumerable => Refuse("its Prompt holds several values; one text is needed"),

            // Numbers, dates and the like are their text. What else is piped in by mistake (a file, a process, a model) would be paid for.
            Uri or Version => value.ToString(),
            ValueType => value is IFormattable formattable ? formattable.ToString(null, CultureInfo.InvariantCulture) : value.ToString(),
            PSCustomObject => Refuse("the object has no property Prompt"),
            _ => Refuse($"an object of type {value.GetType().Name} has no property Prompt"),
        };
    }

    private static string Refuse(string reason, string? remedy = null, bool isModel = false)
    {
        var blank = new string(' ', 1);
        Refusals.Add(blank, new PromptRefusal(reason, remedy ?? NamedProperty, isModel));
        return blank;
    }

    private static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
