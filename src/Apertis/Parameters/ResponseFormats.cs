using System.Collections;
using System.Management.Automation;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Apertis.Parameters;

/// <summary>Reads -ResponseFormat: <c>text</c>, <c>json</c>, or a JSON schema as text, hashtable, object or file.</summary>
internal static class ResponseFormats
{
    private const string SchemaName = "answer";

    /// <summary>The API's <c>response_format</c>; null for text.</summary>
    /// <param name="value">What was given.</param>
    /// <param name="resolvePath">Makes a path of the session a path of the file system.</param>
    /// <exception cref="ArgumentException">It is no response format.</exception>
    public static JsonObject? Read(object value, Func<string, string> resolvePath)
    {
        var bare = value is PSObject wrapped ? wrapped.BaseObject : value;
        if (bare is FileInfo file)
        {
            return Wrap(Parse(ReadFile(file.Name, file.FullName), file.Name));
        }

        if (bare is not string text)
        {
            return bare is IDictionary or PSCustomObject
                ? Wrap((JsonObject)PowerShellJson.ToNode(value)!)
                : throw new ArgumentException($"-ResponseFormat takes text, json, or a JSON schema, not a {bare.GetType().Name}.");
        }

        return text.Trim().ToLowerInvariant() switch
        {
            "text" => null,
            "json" or "json_object" => new JsonObject { ["type"] = "json_object" },
            _ when text.TrimStart().StartsWith('{') => Wrap(Parse(text, "the text given")),
            _ => Wrap(Parse(ReadFile(text, resolvePath(text)), text)),
        };
    }

    private static string ReadFile(string given, string path) =>
        File.Exists(path) ? File.ReadAllText(path) : throw new ArgumentException($"-ResponseFormat takes text, json, a JSON schema, or the path of a file that holds one; '{given}' is none of these, and there is no such file.");

    private static JsonObject Parse(string json, string source)
    {
        try
        {
            return JsonNode.Parse(json) as JsonObject ?? throw new ArgumentException($"The JSON schema in {source} is no JSON object.");
        }
        catch (JsonException exception)
        {
            throw new ArgumentException($"The JSON schema in {source} is not valid JSON: {exception.Message}", exception);
        }
    }

    // What is a whole response_format already is sent as it is; anything else is the schema itself.
    private static JsonObject Wrap(JsonObject schema) =>
        schema.ContainsKey("json_schema") || schema["type"]?.ToString() == "json_object"
            ? schema
            : new JsonObject { ["type"] = "json_schema", ["json_schema"] = new JsonObject { ["name"] = SchemaName, ["schema"] = schema } };
}
