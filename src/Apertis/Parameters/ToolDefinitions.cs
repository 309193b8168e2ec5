using System.Text.Json;
using System.Text.Json.Nodes;

namespace Apertis.Parameters;

/// <summary>Reads -Tool: definitions as hashtables, objects or JSON text.</summary>
internal static class ToolDefinitions
{
    /// <summary>The API's <c>tools</c>.</summary>
    /// <exception cref="ArgumentException">One of them is no definition.</exception>
    public static JsonArray Read(IEnumerable<object> items) => [.. items.SelectMany(Read)];

    private static IEnumerable<JsonNode> Read(object item, int index)
    {
        var node = item.ToString() is { } text && text.TrimStart() is ['{' or '[', ..] ? Parse(text, index) : PowerShellJson.ToNode(item);
        return node is JsonArray several ? several.Select(one => Wrap(one?.DeepClone(), index)).ToList() : [Wrap(node, index)];
    }

    private static JsonNode? Parse(string json, int index)
    {
        try
        {
            return JsonNode.Parse(json);
        }
        catch (JsonException exception)
        {
            throw new ArgumentException($"Tool {index} (counted from 0) is not valid JSON: {exception.Message}", exception);
        }
    }

    // Both the function alone and the API's own form around it are taken.
    private static JsonObject Wrap(JsonNode? node, int index)
    {
        var definition = node as JsonObject;
        var function = definition?["function"] as JsonObject ?? definition;
        if (function?["name"] is not JsonValue name || string.IsNullOrWhiteSpace(name.ToString()))
        {
            throw new ArgumentException($"Tool {index} (counted from 0) has no name. Give @{{ name = '…'; description = '…'; parameters = @{{ … }} }}.");
        }

        return ReferenceEquals(function, definition) ? new JsonObject { ["type"] = "function", ["function"] = function } : definition!;
    }
}
