namespace Apertis.Gateway;

/// <summary>One request as it arrived.</summary>
/// <param name="At">When its body was complete, by the gateway's clock.</param>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Raw path and query, fault prefix included.</param>
/// <param name="Headers">Headers by name, case-insensitive; repeated ones joined with a comma.</param>
/// <param name="Body">Body as text, the first 1 MB.</param>
/// <param name="ConnectionId">The same for all requests of one TCP connection.</param>
/// <param name="Protocol">HTTP/1.1 or HTTP/2.</param>
public sealed record GatewayRequest(
    DateTimeOffset At,
    string Method,
    string Path,
    IReadOnlyDictionary<string, string> Headers,
    string Body,
    string ConnectionId,
    string Protocol);
