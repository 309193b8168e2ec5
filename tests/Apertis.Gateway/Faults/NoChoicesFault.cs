using System.Text.Json;
using Apertis.Gateway.Serving;

namespace Apertis.Gateway.Faults;

/// <summary>Answers that hold no choice.</summary>
internal sealed class NoChoicesFault(FaultSettings settings) : FaultAction
{
    private const string Whole = """{"id":"chatcmpl-1","object":"chat.completion","created":1704067200,"model":"gpt-4.1","choices":[]}""";

    private const string Events =
        "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1704067200,\"model\":\"gpt-4.1\",\"choices\":[]}\n\n"
        + "data: [DONE]\n\n";

    private readonly int _status = settings.Status(200);

    public override Task ServeAsync(Exchange exchange, Func<Exchange, Task> endpoint) => AsksForStream(exchange)
        ? exchange.WriteAsync(_status, "text/event-stream; charset=utf-8", Events)
        : exchange.WriteAsync(_status, Exchange.Json, Whole);

    private static bool AsksForStream(Exchange exchange)
    {
        try
        {
            using JsonDocument body = JsonDocument.Parse(exchange.Body);
            return body.RootElement.ValueKind == JsonValueKind.Object
                && body.RootElement.TryGetProperty("stream", out JsonElement stream)
                && stream.ValueKind == JsonValueKind.True;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
