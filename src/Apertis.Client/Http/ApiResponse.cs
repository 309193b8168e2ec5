using System.Net.Http.Headers;

namespace Apertis.Client.Http;

/// <summary>A 2xx answer.</summary>
internal sealed class ApiResponse
{
    public required int StatusCode { get; init; }

    /// <summary>Response and content headers; several values of one are joined by commas.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>The body; empty when the answer was streamed.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>What took in the events of a streamed answer; null when the answer came as one body.</summary>
    public IEventSink? Events { get; init; }

    public required IReadOnlyList<Attempt> Attempts { get; init; }

    /// <summary>From the call to the end of the answer.</summary>
    public required TimeSpan Duration { get; init; }

    public string? RequestId { get; init; }

    public RateLimit? RateLimit { get; init; }

    public static Dictionary<string, string> Join(HttpResponseHeaders headers, HttpContentHeaders contentHeaders)
    {
        var joined = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var header in headers.NonValidated.Concat(contentHeaders.NonValidated))
        {
            joined[header.Key] = header.Value.ToString();
        }

        return joined;
    }
}
