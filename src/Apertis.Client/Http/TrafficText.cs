using System.Text;

namespace Apertis.Client.Http;

/// <summary>Requests and answers as text that may be shown.</summary>
internal sealed class TrafficText(Redactor redactor)
{
    public string Request(HttpRequestMessage message, ApiRequest request, ResolvedKey? key)
    {
        var text = new StringBuilder($"> {message.Method} {redactor.Redact(request.Uri.ToString())}\n");
        foreach (var header in message.Headers.NonValidated)
        {
            var value = header.Key == "Authorization" ? $"Bearer {key?.Cleaned.Masked}" : redactor.Redact(header.Value.ToString());
            text.Append("> ").Append(header.Key).Append(": ").Append(value).Append('\n');
        }

        return request.Body is { } body ? text.Append('\n').Append(Body(body)).ToString() : text.ToString().TrimEnd('\n');
    }

    public string Answer(ReceivedAnswer answer) => $"{Head(answer)}\n\n{Body(answer.Body)}";

    /// <summary>An answer's status and headers.</summary>
    public string Head(ReceivedAnswer answer)
    {
        var text = new StringBuilder($"< HTTP/{answer.Version} {answer.StatusCode}\n");
        foreach (var (name, value) in answer.Headers)
        {
            text.Append("< ").Append(name).Append(": ").Append(redactor.Redact(value)).Append('\n');
        }

        return text.ToString().TrimEnd('\n');
    }

    /// <summary>A body, cut at what an exception may keep.</summary>
    public string Body(ReadOnlyMemory<byte> body)
    {
        // Four bytes hold at least one character; the margin lets a secret that the cut would split be found whole.
        const int Read = (ApertisException.MaximumResponseBodyLength * 4) + 4096;
        var text = redactor.Redact(Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, Read)]));
        return text.Length <= ApertisException.MaximumResponseBodyLength ? text : text[..ApertisException.MaximumResponseBodyLength];
    }
}
