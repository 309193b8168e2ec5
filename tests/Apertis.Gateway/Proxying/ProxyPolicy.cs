using System.Globalization;
using System.Text;

namespace Apertis.Gateway.Proxying;

/// <summary>Which requests a proxy refuses, and how; the answers are whole, literal ones.</summary>
internal sealed class ProxyPolicy(GatewayProxyMode mode, string? user, string? password)
{
    private readonly string _credentials =
        "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));

    /// <summary>The origin server can't be reached.</summary>
    public static string Unreachable { get; } =
        Page("502 Bad Gateway", "", "<html><body><h1>502 Bad Gateway</h1><p>The proxy could not reach the server.</p></body></html>");

    /// <returns>The answer; null lets the request pass.</returns>
    public string? Refuse(ProxyRequest request) => mode switch
    {
        GatewayProxyMode.RequireAuthentication when request.Header("Proxy-Authorization") != _credentials => Page(
            "407 Proxy Authentication Required",
            "Proxy-Authenticate: Basic realm=\"corp\"\r\n",
            "<html><body><h1>407 Proxy Authentication Required</h1><p>Sign in to the corporate proxy.</p></body></html>"),
        GatewayProxyMode.RefuseConnect when request.IsConnect => Page(
            "403 Forbidden",
            "",
            "<html><body><h1>403 Forbidden</h1><p>CONNECT is not allowed.</p></body></html>"),
        GatewayProxyMode.BlockPage when request.IsConnect => Page(
            "502 Bad Gateway",
            "",
            "<html><body><h1>Blocked</h1><p>This site is blocked by company policy.</p></body></html>"),
        GatewayProxyMode.BlockPage => Page(
            "403 Forbidden",
            "",
            "<html><body><h1>Blocked</h1><p>This site is blocked by company policy.</p></body></html>"),
        _ => null,
    };

    private static string Page(string status, string headers, string html) => string.Create(
        CultureInfo.InvariantCulture,
        $"HTTP/1.1 {status}\r\n{headers}Content-Type: text/html; charset=utf-8\r\nContent-Length: {html.Length}\r\nConnection: close\r\n\r\n{html}");
}
