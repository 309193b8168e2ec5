using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using Apertis.Benchmarks.Processes;

namespace Apertis.Benchmarks.Contestants;

/// <summary>The least that .NET itself needs for the same call: no retries, no limits, no diagnosis.</summary>
internal sealed class BareChat(GatewayProcess gateway) : IChat, IStreamingChat, IDisposable
{
    private readonly Uri _uri = new($"{gateway.BaseUri}/chat/completions");
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false });

    public async Task<string?> AskAsync(string prompt)
    {
        using var request = Request(prompt, "application/json", stream: null, options: null);

        // The module offers compression for whole answers; as a bare header it costs this side nothing, and the bytes on the wire are the same.
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip, deflate, br");
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        var completion = await response.Content.ReadFromJsonAsync(BareJson.Default.BareCompletion);
        return completion!.Choices[0].Message.Content;
    }

    public async Task<StreamTiming> StreamAsync(string prompt)
    {
        var started = Stopwatch.GetTimestamp();
        var chunks = 0;
        var first = TimeSpan.Zero;
        var text = new StringBuilder();
        using var request = Request(prompt, "text/event-stream, application/json", stream: true, new BareRequest.StreamSettings(IncludeUsage: true));
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        await using var stream = await response.Content.ReadAsStreamAsync();
        await foreach (var item in SseParser.Create(stream, (_, data) => Content(data)).EnumerateAsync())
        {
            if (!string.IsNullOrEmpty(item.Data))
            {
                text.Append(item.Data);
                if (chunks++ == 0)
                {
                    first = Stopwatch.GetElapsedTime(started);
                }
            }
        }

        return new StreamTiming(chunks, first, Stopwatch.GetElapsedTime(started));
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Request(string prompt, string accept, bool? stream, BareRequest.StreamSettings? options)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new BareRequest(Wire.Model, [new BareMessage("user", prompt)], stream, options), BareJson.Default.BareRequest);
        var request = new HttpRequestMessage(HttpMethod.Post, _uri) { Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } } };
        request.Headers.TryAddWithoutValidation("User-Agent", Wire.UserAgent);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {gateway.Key}");
        request.Headers.TryAddWithoutValidation("X-Timeout", Wire.Timeout);
        return request;
    }

    private static string? Content(ReadOnlySpan<byte> data)
    {
        if (data.SequenceEqual("[DONE]"u8))
        {
            return null;
        }

        var reader = new Utf8JsonReader(data);
        using var document = JsonDocument.ParseValue(ref reader);
        var choices = document.RootElement.GetProperty("choices");
        return choices.GetArrayLength() > 0 && choices[0].GetProperty("delta").TryGetProperty("content", out var content) ? content.GetString() : null;
    }
}
