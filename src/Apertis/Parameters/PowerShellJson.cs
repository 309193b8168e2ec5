using System.Collections;
using System.Management.Automation;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Apertis.Parameters;

/// <summary>Turns what PowerShell users write (hashtables, objects, arrays) into JSON, and JSON into objects.</summary>
internal static class PowerShellJson
{
    // The depth at which a chain of objects that refer to each other is given up.
    private const int Deepest = 64;

    /// <summary>The JSON of a value.</summary>
    /// <exception cref="ArgumentException">It is nested too deeply to be JSON.</exception>
    public static JsonNode? ToNode(object? value) => ToNode(value, Deepest);

    /// <summary>The object that JSON describes: objects become PSObjects, arrays arrays, whole numbers long.</summary>
    public static object? ToObject(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => ToPSObject(element),
        JsonValueKind.Array => element.EnumerateArray().Select(ToObject).ToArray(),
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => element.TryGetInt64(out var integer) ? integer : element.TryGetDecimal(out var number) ? number : element.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private static JsonNode? ToNode(object? value, int depth)
    {
        if (depth == 0)
        {
            throw new ArgumentException($"The value is nested more than {Deepest} levels deep.");
        }

        var wrapped = value as PSObject;
        var bare = wrapped?.BaseObject ?? value;
        return bare switch
        {
            null => null,
            JsonNode node => node.DeepClone(),
            string text => JsonValue.Create(text),
            char character => JsonValue.Create(character.ToString()),
            bool flag => JsonValue.Create(flag),
            SwitchParameter given => JsonValue.Create(given.IsPresent),
            Enum name => JsonValue.Create(name.ToString()),
            byte or sbyte or short or ushort or int or uint or long => JsonValue.Create(Convert.ToInt64(bare, System.Globalization.CultureInfo.InvariantCulture)),
            float or double => JsonValue.Create(Convert.ToDouble(bare, System.Globalization.CultureInfo.InvariantCulture)),
            ulong or decimal => JsonValue.Create(Convert.ToDecimal(bare, System.Globalization.CultureInfo.InvariantCulture)),
            DateTime time => JsonValue.Create(time),
            DateTimeOffset time => JsonValue.Create(time),
            IDictionary dictionary => ToJsonObject(dictionary.Keys.Cast<object>().Select(key => (Name: key.ToString()!, Value: dictionary[key])), depth),
            IEnumerable several => new JsonArray([.. several.Cast<object?>().Select(item => ToNode(item, depth - 1))]),
            PSCustomObject => ToJsonObject(wrapped!.Properties.Select(property => (property.Name, (object?)property.Value)), depth),
            _ => JsonValue.Create(bare.ToString()),
        };
    }

    private static JsonObject ToJsonObject(IEnumerable<(string Name, object? Value)> members, int depth)
    {
        var result = new JsonObject();
        foreach (var (name, value) in members)
        {
            result[name] = ToNode(value, depth - 1);
        }

        return result;
    }

    private static PSObject ToPSObject(JsonElement element)
    {
        var result = new PSObject();
        foreach (var member in element.EnumerateObject())
        {
            // Names that differ only in case are two in JSON, but one in PowerShell: the last one stands.
            result.Properties.Remove(member.Name);
            result.Properties.Add(new PSNoteProperty(member.Name, ToObject(member.Value)));
        }

        return result;
    }
}
