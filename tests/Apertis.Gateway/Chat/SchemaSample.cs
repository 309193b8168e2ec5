using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Apertis.Gateway.Chat;

/// <summary>A small JSON object that fits a JSON schema: its properties by type, <c>{"said":…}</c> without any.</summary>
internal static class SchemaSample
{
    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Of(JsonElement schema, string said)
    {
        JsonNode? sample = schema.TryGetProperty("properties", out _)
            ? Value(schema, said)
            : new JsonObject { ["said"] = said };
        return sample!.ToJsonString(Plain);
    }

    private static JsonNode? Value(JsonElement schema, string said)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (schema.TryGetProperty("enum", out JsonElement allowed)
            && allowed.ValueKind == JsonValueKind.Array && allowed.GetArrayLength() > 0)
        {
            return JsonNode.Parse(allowed[0].GetRawText());
        }

        bool isObject = schema.TryGetProperty("properties", out JsonElement properties)
            && properties.ValueKind == JsonValueKind.Object;
        if (isObject)
        {
            return new JsonObject(properties.EnumerateObject().Select(
                property => KeyValuePair.Create(property.Name, Value(property.Value, said))));
        }

        return (schema.TryGetProperty("type", out JsonElement type) ? type.ToString() : "") switch
        {
            "string" => said,
            "integer" or "number" => 1,
            "boolean" => true,
            "array" => new JsonArray(),
            "object" => new JsonObject(),
            _ => null,
        };
    }
}
