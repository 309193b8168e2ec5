namespace Apertis.Client.Settings;

/// <summary>
/// The addresses of the API's endpoints, from any of the forms of the base URI that the vendor's documentation hands out.
/// A path in front of <c>/v1</c> is kept, so that a gateway behind a prefix works.
/// </summary>
internal sealed class ApiBase
{
    public const string Default = "https://api.apertis.ai/v1";

    // Of a name in DNS.
    private const int LongestHost = 253;

    private readonly string _root;

    private ApiBase(Uri uri, string root, string? userInfo, IReadOnlyList<string> findings)
    {
        _root = root;
        Uri = new Uri(root + "/v1");
        Chat = new Uri(root + "/v1/chat/completions");
        Host = uri.IdnHost;
        LacksVersion = !uri.AbsolutePath.Contains("/v1", StringComparison.OrdinalIgnoreCase);
        UserInfo = userInfo;
        Findings = findings;
    }

    /// <summary>The base in its plain form, ending in <c>/v1</c>, without user information, query or fragment.</summary>
    public Uri Uri { get; }

    public string Host { get; }

    public bool IsHttps => Uri.Scheme == Uri.UriSchemeHttps;

    /// <summary>Whether traffic to it stays on this machine.</summary>
    public bool IsLoopback => Uri.IsLoopback;

    /// <summary>User name and password that the given URI held. They are never sent; kept only to be redacted.</summary>
    public string? UserInfo { get; }

    /// <summary>Whether the given URI did not say which version of the API is meant.</summary>
    public bool LacksVersion { get; }

    /// <summary>Slips that were mended on the way, each a sentence.</summary>
    public IReadOnlyList<string> Findings { get; }

    public Uri Chat { get; }

    public Uri Models => new(_root + "/v1/models");

    public Uri Catalogue => new(_root + "/api/models");

    public Uri Usage => new(_root + "/v1/token/usage");

    public Uri KeyInfo => new(_root + "/v1/token/info");

    /// <summary>The address of one model. Slashes are part of ids and stay as they are.</summary>
    public Uri Model(string id) => new($"{_root}/v1/models/{string.Join('/', id.Split('/').Select(Segment))}");

    /// <summary>A page of the catalogue with prices.</summary>
    /// <param name="page">From 1.</param>
    /// <param name="pageSize">Models a page.</param>
    public Uri DetailedCatalogue(int page, int pageSize) => new(FormattableString.Invariant($"{_root}/api/v2/models?page={page}&page_size={pageSize}"));

    /// <summary>Reads a base URI.</summary>
    /// <param name="text">The URI as it was given.</param>
    /// <returns>The base, or null when the text is no absolute http(s) URI.</returns>
    public static ApiBase? TryParse(string text)
    {
        var trimmed = text.Trim().Trim('"', '\'');
        if (!Uri.TryCreate(trimmed, UriKind.Absolute, out var uri)
            || (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp)
            || uri.IdnHost.Length is 0 or > LongestHost)
        {
            return null;
        }

        var findings = new List<string>();
        if (uri.UserInfo.Length > 0)
        {
            findings.Add("The base URI holds a user name or password; they are not sent.");
        }

        if (uri.Query.Length > 0 || uri.Fragment.Length > 0)
        {
            findings.Add("The base URI holds a query or fragment; it is left out.");
        }

        var path = TrimEnd(uri.AbsolutePath.TrimEnd('/'), "/chat/completions");
        var withoutVersion = TrimEnd(path, "/v1");
        if (withoutVersion.EndsWith("/v1", StringComparison.OrdinalIgnoreCase))
        {
            findings.Add("The base URI ends in '/v1' more than once; once is enough.");
            while (withoutVersion.EndsWith("/v1", StringComparison.OrdinalIgnoreCase))
            {
                withoutVersion = TrimEnd(withoutVersion, "/v1");
            }
        }

        var root = uri.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped) + withoutVersion;
        return new ApiBase(uri, root, uri.UserInfo.Length > 0 ? uri.UserInfo : null, findings);
    }

    /// <summary>The base that is meant where only the scheme is missing: http for this machine, https for others.</summary>
    /// <param name="text">What was given.</param>
    /// <returns>Null when something else is wrong with it.</returns>
    public static ApiBase? TryComplete(string text) =>
        text.Contains("//", StringComparison.Ordinal) || text.Contains(":/", StringComparison.Ordinal) || text.Contains('@', StringComparison.Ordinal) ? null
        : TryParse($"http://{text.Trim()}") is { IsLoopback: true } local ? local
        : text.Contains('.', StringComparison.Ordinal) ? TryParse($"https://{text.Trim()}")
        : null;

    // Dots alone would lead out of the models, however they are encoded; encoded twice they are just a name that no model has.
    private static string Segment(string part) =>
        part is "." or ".." ? part.Replace(".", "%252E", StringComparison.Ordinal) : Uri.EscapeDataString(part);

    private static string TrimEnd(string path, string end) =>
        path.EndsWith(end, StringComparison.OrdinalIgnoreCase) ? path[..^end.Length].TrimEnd('/') : path;
}
