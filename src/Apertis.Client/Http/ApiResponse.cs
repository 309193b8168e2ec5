using System.Net.Http.Headers;

namespace Apertis.Client.Http;

/// <summary>A 2xx answer.</summary>
internal sealed class ApiResponse
{
    // More than most servers send, so that the dictionary does not grow step by step.
    private const int UsualHeaders = 17;

    public required ReceivedAnswer Answer { get; init; }

    public int StatusCode => Answer.StatusCode;

    public IReadOnlyDictionary<string, string> Headers => Answer.Headers;

    public ReadOnlyMemory<byte> Body => Answer.Body;

    public IEventSink? Events => Answer.Events;

    public required IReadOnlyList<Attempt> Attempts { get; init; }

    /// <summary>The key that was sent; null for none.</summary>
    public ResolvedKey? Key { get; init; }

    /// <summary>From the call to the end of the answer.</summary>
    public required TimeSpan Duration { get; init; }

    public string? RequestId { get; init; }

    public RateLimit? RateLimit { get; init; }

    public static Dictionary<string, string> Join(HttpResponseHeaders headers, HttpContentHeaders contentHeaders)
    {
        var joined = new Dictionary<string, string>(UsualHeaders, StringComparer.OrdinalIgnoreCase);
        foreach (var header in headers.NonValidated)
        {
            joined[header.Key] = header.Value.ToString();
        }

        foreach (var header in contentHeaders.NonValidated)
        {
            joined[header.Key] = header.Value.ToString();
        }

        return joined;
    }
}
