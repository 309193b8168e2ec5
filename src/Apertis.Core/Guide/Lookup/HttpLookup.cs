using System.Globalization;

namespace Apertis;

/// <summary>Finds the guide's row for an HTTP answer: a known code decides, whatever the status; else the status does.</summary>
internal static class HttpLookup
{
    /// <summary>Classifies an answer that is not what was asked for.</summary>
    public static GuideMatch Match(HttpAnswer answer)
    {
        var body = ErrorBody.Read(answer.Body);
        var problem = TroubleshootingGuide.FindByCode(body.Code) ?? ByStatus(answer, body);
        return new GuideMatch
        {
            Problem = problem,
            Detail = ServerText.Clean(body.Message) ?? DetailOf(problem, answer, body),
            StatusCode = answer.StatusCode,
            Code = ServerText.Clean(body.Code),
            Type = ServerText.Clean(body.Type),
            Param = ServerText.Clean(body.Param),
            IsRetriable = ShouldRetry(answer) ?? problem.Retry is RetryRule.Always or RetryRule.WhenPassing,
            Evidence = EvidenceOf(answer, body),
        };
    }

    /// <summary>The row of an answer that arrived with a 2xx status; null when its body names no known problem.</summary>
    public static GuideMatch? MatchErrorInSuccess(HttpAnswer answer) =>
        MayHoldError(answer.Body.Span) && TroubleshootingGuide.FindByCode(ErrorBody.Read(answer.Body).Code) is not null ? Match(answer) : null;

    /// <summary>The row of an error that came as an event of a stream. Some gateways give the status that it stands for as its code.</summary>
    public static GuideMatch MatchErrorEvent(ReadOnlyMemory<byte> data)
    {
        const int UnknownError = 500;
        var status = ErrorBody.Read(data).NumericCode is >= 400 and < 600 and var code ? code : UnknownError;

        // The status only stands in for the missing one: the answer itself arrived with 200.
        return Match(new HttpAnswer { StatusCode = status, Body = data }) with { StatusCode = null, Evidence = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) };
    }

    // Answers without the word, which are nearly all, need not be read twice. Escaped, the name would hold "\\u".
    private static bool MayHoldError(ReadOnlySpan<byte> body) => body.IndexOf("error"u8) >= 0 || body.IndexOf("\\u"u8) >= 0;

    private static GuideProblem ByStatus(HttpAnswer answer, ErrorBody body)
    {
        var id = answer.StatusCode switch
        {
            403 when !body.IsApiError => "EdgeBlocked",
            404 when body.IsApiError && IsAboutModel(answer, body) => "ModelNotFound",
            _ when TroubleshootingGuide.FindByStatus(answer.StatusCode) is { } problem => problem.Id,
            >= 300 and < 400 => "UnexpectedRedirect",
            >= 400 and < 500 => "InvalidRequest",
            >= 500 and < 600 => "InternalError",
            _ => "ResponseMalformed",
        };
        return TroubleshootingGuide.Get(id);
    }

    private static bool IsAboutModel(HttpAnswer answer, ErrorBody body) =>
        string.Equals(body.Param, "model", StringComparison.Ordinal)
        || (answer.Model is { Length: > 0 } model && body.Message?.Contains(model, StringComparison.Ordinal) == true);

    private static string? DetailOf(GuideProblem problem, HttpAnswer answer, ErrorBody body) =>
        problem.Id == "UnexpectedRedirect" ? $"it points to {RedirectTarget(answer) ?? "no address"}"
        : body.IsApiError ? null
        : ServerText.Describe(answer.Body.Span);

    private static Dictionary<string, string> EvidenceOf(HttpAnswer answer, ErrorBody body)
    {
        var evidence = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            [Fact.Status] = answer.StatusCode.ToString(CultureInfo.InvariantCulture),
        };
        Add(Fact.Param, body.Param);
        Add(Fact.Model, answer.Model);
        Add(Fact.ContentType, answer.Headers.GetValueOrDefault("Content-Type"));
        Add(Fact.Server, answer.Headers.GetValueOrDefault("Server"));
        Add(Fact.RayId, answer.Headers.GetValueOrDefault("CF-RAY"));
        Add(Fact.RedirectedTo, RedirectTarget(answer));
        Add(Fact.GatewayTimeout, answer.StatusCode is 408 or 504 ? FormattableString.Invariant($"HTTP {answer.StatusCode}") : null);
        Add(Fact.TlsPort, body.IsApiError ? null : ServerText.WantsTls(answer.Body.Span));
        return evidence;

        void Add(string fact, string? value)
        {
            if (ServerText.Clean(value) is { } clean)
            {
                evidence[fact] = clean;
            }
        }
    }

    // Scheme and host only: a path or query may hold what a server echoed.
    private static string? RedirectTarget(HttpAnswer answer)
    {
        if (answer.StatusCode is < 300 or >= 400 || !answer.Headers.TryGetValue("Location", out var location))
        {
            return null;
        }

        return Uri.TryCreate(location, UriKind.Absolute, out var uri) && uri.Host.Length > 0
            ? uri.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)
            : "another path of the same host";
    }

    private static bool? ShouldRetry(HttpAnswer answer) =>
        answer.Headers.TryGetValue("x-should-retry", out var value) && bool.TryParse(value.Trim(), out var should) ? should : null;
}
