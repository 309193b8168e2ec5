using System.Text.Encodings.Web;
using System.Text.Json;

namespace Apertis.Gateway.Serving;

/// <summary>GET /_gateway/requests?under=PREFIX: the recorded requests whose path begins so, as JSON.</summary>
internal static class RecordedRequestsEndpoint
{
    private static readonly JsonSerializerOptions Format = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
    };

    public static Task AnswerAsync(Exchange exchange, RequestLog log)
    {
        string under = exchange.Context.Request.Query["under"].ToString();
        IEnumerable<GatewayRequest> requests =
            log.All().Where(request => request.Path.StartsWith(under, StringComparison.Ordinal));
        return exchange.WriteAsync(200, Exchange.Json, JsonSerializer.SerializeToUtf8Bytes(requests, Format));
    }
}
