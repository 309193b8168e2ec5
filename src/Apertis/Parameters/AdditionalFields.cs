using System.Collections;
using System.Text.Json.Nodes;

namespace Apertis.Parameters;

/// <summary>Reads -AdditionalProperty.</summary>
internal static class AdditionalFields
{
    // What the module itself decides by; another value behind its back would make its results untrue.
    private static readonly string[] OwnFields = ["model", "messages", "stream", "stream_options"];

    /// <summary>Fields of the request's body.</summary>
    /// <exception cref="ArgumentException">One of them is the module's own.</exception>
    public static JsonObject Read(IDictionary fields)
    {
        var result = (JsonObject)PowerShellJson.ToNode(fields)!;
        return OwnFields.FirstOrDefault(result.ContainsKey) is { } own
            ? throw new ArgumentException($"-AdditionalProperty can't set '{own}': use -Model, -Message or -Stream.")
            : result;
    }
}
