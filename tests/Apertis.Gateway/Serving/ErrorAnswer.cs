using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Apertis.Gateway.Serving;

/// <summary>A status and the literal body that goes with it.</summary>
internal sealed record ErrorAnswer(string Code, int Status, string Body)
{
    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public ErrorAnswer With(string? message = null, string? param = null)
    {
        if (message is null && param is null)
        {
            return this;
        }

        JsonNode body = JsonNode.Parse(Body)!;
        JsonNode error = body["error"]!;
        error["message"] = message ?? (string?)error["message"];
        if (param is not null)
        {
            error["param"] = param;
        }

        return this with { Body = body.ToJsonString(Plain) };
    }
}
