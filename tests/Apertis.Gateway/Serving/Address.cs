namespace Apertis.Gateway.Serving;

/// <summary>A request target taken apart: fault prefix, endpoint, model id.</summary>
/// <param name="FaultSegment">The raw text between <c>/fault/</c> and the next slash; null without a fault.</param>
/// <param name="Endpoint">What it asks for.</param>
/// <param name="ModelId">Only of <see cref="Endpoint.Model"/>: the id, decoded.</param>
internal readonly record struct Address(string? FaultSegment, Endpoint Endpoint, string ModelId)
{
    private const string FaultPrefix = "/fault/";
    private const string ModelPrefix = "/v1/models/";

    public static Address Parse(string method, string rawTarget)
    {
        int question = rawTarget.IndexOf('?', StringComparison.Ordinal);
        string path = question < 0 ? rawTarget : rawTarget[..question];

        string? fault = FaultSegmentOf(path);
        string route = fault is null ? path : path[(FaultPrefix.Length + fault.Length)..];
        Endpoint endpoint = EndpointOf(method, route);
        string model = endpoint == Endpoint.Model ? Uri.UnescapeDataString(route[ModelPrefix.Length..]) : "";
        return new Address(fault, endpoint, model);
    }

    public static string? FaultSegmentOf(string path)
    {
        if (!path.StartsWith(FaultPrefix, StringComparison.Ordinal))
        {
            return null;
        }

        int end = path.IndexOf('/', FaultPrefix.Length);
        return end < 0 ? path[FaultPrefix.Length..] : path[FaultPrefix.Length..end];
    }

    private static Endpoint EndpointOf(string method, string route)
    {
        if (method == "POST")
        {
            return route == "/v1/chat/completions" ? Endpoint.Chat : Endpoint.Unknown;
        }

        if (method is not ("GET" or "HEAD"))
        {
            return Endpoint.Unknown;
        }

        return route switch
        {
            "/api/models" => Endpoint.Catalogue,
            "/api/v2/models" => Endpoint.CatalogueV2,
            "/v1/models" => Endpoint.Models,
            "/v1/token/usage" => Endpoint.TokenUsage,
            "/v1/token/info" => Endpoint.TokenInfo,
            "/_gateway/requests" => Endpoint.RecordedRequests,
            _ when route.Length > ModelPrefix.Length && route.StartsWith(ModelPrefix, StringComparison.Ordinal) =>
                Endpoint.Model,
            _ => Endpoint.Unknown,
        };
    }
}
