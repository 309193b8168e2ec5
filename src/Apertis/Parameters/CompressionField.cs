using System.Text.Json.Nodes;

namespace Apertis.Parameters;

/// <summary>Reads -Compression: a strategy, or the API's own fields.</summary>
internal static class CompressionField
{
    private static readonly string[] Strategies = ["on", "conservative", "aggressive"];

    /// <summary>The API's <c>compression</c>.</summary>
    /// <exception cref="ArgumentException">It is neither.</exception>
    public static JsonObject Read(object value) =>
        PowerShellJson.ToNode(value) switch
        {
            JsonObject fields => fields,
            JsonValue strategy when Strategies.Contains(strategy.ToString().ToLowerInvariant()) => new JsonObject { ["enabled"] = true, ["strategy"] = strategy.ToString().ToLowerInvariant() },
            _ => throw new ArgumentException("-Compression takes on, conservative, aggressive, or a hashtable."),
        };
}
