namespace Apertis;

/// <summary>The HTTP answer behind a result, with secrets replaced.</summary>
public sealed class ChatResponse
{
    private readonly Lazy<IReadOnlyDictionary<string, string>> _headers;
    private readonly Lazy<string> _body;

    internal ChatResponse(int statusCode, Func<IReadOnlyDictionary<string, string>> headers, Func<string> body)
    {
        StatusCode = statusCode;
        _headers = new(headers);
        _body = new(body);
    }

    /// <summary>HTTP status.</summary>
    public int StatusCode { get; }

    /// <summary>The answer's headers; several values of one are joined by commas.</summary>
    public IReadOnlyDictionary<string, string> Headers => _headers.Value;

    /// <summary>The answer's body.</summary>
    public string Body => _body.Value;

    /// <inheritdoc/>
    public override string ToString() => $"HTTP {StatusCode}";
}
