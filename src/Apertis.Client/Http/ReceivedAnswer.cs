namespace Apertis.Client.Http;

/// <summary>What of an answer has arrived.</summary>
internal sealed record ReceivedAnswer
{
    public required int StatusCode { get; init; }

    public required Version Version { get; init; }

    /// <summary>When the headers arrived.</summary>
    public required DateTimeOffset ArrivedAt { get; init; }

    /// <summary>Response and content headers; several values of one are joined by commas.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>The body; empty when the answer was streamed, or has no body yet.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>What took in the events of a streamed answer; null when the answer came as one body.</summary>
    public IEventSink? Events { get; init; }

    public bool IsSuccess => StatusCode is >= 200 and < 300;

    /// <summary>The answer as the guide classifies it.</summary>
    /// <param name="model">The model that the request named.</param>
    public HttpAnswer ForGuide(string? model) => new() { StatusCode = StatusCode, Headers = Headers, Body = Body, Model = model };

    /// <param name="response">The answer, whose headers are there.</param>
    /// <param name="arrivedAt">When they arrived.</param>
    public static ReceivedAnswer From(HttpResponseMessage response, DateTimeOffset arrivedAt) => new()
    {
        ArrivedAt = arrivedAt,
        StatusCode = (int)response.StatusCode,
        Version = response.Version,
        Headers = ApiResponse.Join(response.Headers, response.Content.Headers),
    };
}
