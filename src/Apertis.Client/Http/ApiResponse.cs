using System.Net.Http.Headers;

namespace Apertis.Client.Http;

/// <summary>A 2xx answer.</summary>
internal sealed class ApiResponse
{
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
        var joined = new Dictionary<string, string>(headers.NonValidated.Count + contentHeaders.NonValidated.Count, StringComparer.OrdinalIgnoreCase);
        Add(headers.NonValidated);
        Add(contentHeaders.NonValidated);
        return joined;

        void Add(HttpHeadersNonValidated some)
        {
            foreach (var (name, values) in some)
            {
                joined[name] = values.ToString();
            }
        }
    }
}
