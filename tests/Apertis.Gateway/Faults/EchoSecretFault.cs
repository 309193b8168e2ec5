using System.Globalization;
using Apertis.Gateway.Serving;

namespace Apertis.Gateway.Faults;

/// <summary>A server that quotes the client's key, whole and in part, plain and escaped.</summary>
internal sealed class EchoSecretFault(FaultSettings settings) : FaultAction
{
    private const int PartLength = 20;

    private readonly int _status = settings.Status(401);

    public override Task ServeAsync(Exchange exchange, Func<Exchange, Task> endpoint)
    {
        string key = exchange.Key ?? "sk-none";
        string start = key[..Math.Min(PartLength, key.Length)];
        string end = key[^Math.Min(PartLength, key.Length)..];
        string json = Escape(key, "\\u{0:x4}");
        string url = Escape(key, "%{0:X2}");

        exchange.Headers["X-Echo-Authorization"] = exchange.Context.Request.Headers.Authorization;
        exchange.Headers["x-request-id"] = $"req-{key}";
        exchange.Headers.Location = $"https://user:{key}@elsewhere.invalid/?key={key}";
        return exchange.WriteAsync(
            _status,
            Exchange.Json,
            $$$"""{"error":{"message":"Incorrect API key provided: {{{key}}}, which begins {{{start}}}, ends {{{end}}}, is {{{json}}} in JSON and {{{url}}} in a URL","type":"authentication_error","code":"invalid_api_key"}}""");
    }

    private static string Escape(string key, string format) =>
        string.Concat(key.Select(character => string.Format(CultureInfo.InvariantCulture, format, (int)character)));
}
