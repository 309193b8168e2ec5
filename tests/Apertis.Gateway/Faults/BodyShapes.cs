using System.Text;
using System.Text.Json;
using Apertis.Gateway.Serving;

namespace Apertis.Gateway.Faults;

/// <summary>Bodies that an error answer may have, none of which may break a client.</summary>
internal static class BodyShapes
{
    private const int Levels = 5_000;
    private const int HugeBytes = 10 * 1024 * 1024;

    public static IReadOnlyList<string> Names { get; } =
    [
        "json", "html", "empty", "truncated", "numeric-code", "string-error", "null-error", "array", "deep", "huge",
        "unknown-code", "plain",
    ];

    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="message">The error message, where the shape has one.</param>
    /// <exception cref="ArgumentException">No such shape.</exception>
    public static (string ContentType, ReadOnlyMemory<byte> Body) Make(string name, string? message)
    {
        string contentType = name switch
        {
            "html" => Exchange.Html,
            "plain" => Exchange.Text,
            _ => Exchange.Json,
        };
        return (contentType, Encoding.UTF8.GetBytes(Text(name, message ?? "Something went wrong")));
    }

    private static string Text(string name, string message)
    {
        string quoted = JsonSerializer.Serialize(message);
        return name switch
        {
            "json" => $$$"""{"error":{"message":{{{quoted}}},"type":"server_error"}}""",
            "html" => $"<html><head><title>{message}</title></head><body><center><h1>{message}</h1></center></body></html>",
            "empty" => "",
            "truncated" => $$$"""{"error":{"message":{{{quoted}}},"type":"serv""",
            "numeric-code" => $$$"""{"error":{"message":{{{quoted}}},"type":"server_error","code":1234}}""",
            "string-error" => $$"""{"error":{{quoted}}}""",
            "null-error" => """{"error":null}""",
            "array" => $$$"""[{"error":{"message":{{{quoted}}},"type":"server_error","code":"internal_error"}}]""",
            "deep" => Deep(),
            "huge" => $$$"""{"error":{"message":"{{{new string('x', HugeBytes)}}}","type":"server_error"}}""",
            "unknown-code" => $$$"""{"error":{"message":{{{quoted}}},"type":"server_error","code":"brand_new_code"}}""",
            "plain" => message,
            _ => throw new ArgumentException($"The setting 'body' must be one of {string.Join(", ", Names)}, not '{name}'."),
        };
    }

    private static string Deep()
    {
        var text = new StringBuilder("""{"error":""");
        text.Insert(text.Length, """{"a":[""", Levels / 2);
        text.Append('1');
        text.Insert(text.Length, "]}", Levels / 2);
        return text.Append('}').ToString();
    }
}
