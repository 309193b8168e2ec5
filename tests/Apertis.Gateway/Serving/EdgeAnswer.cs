namespace Apertis.Gateway.Serving;

/// <summary>What the CDN says to a client whose User-Agent is not a browser's.</summary>
internal static class EdgeAnswer
{
    public const string Body = "error code: 1010";

    public static bool LetsPass(string? userAgent) =>
        userAgent is not null && userAgent.StartsWith("Mozilla/", StringComparison.Ordinal);

    public static Task WriteAsync(Exchange exchange) => exchange.WriteAsync(403, Exchange.Text, Body);
}
