using System.Text;

namespace Apertis.Client.Tests.Guide;

/// <summary>The row of an HTTP answer, whatever its body looks like.</summary>
public sealed class HttpLookupTests
{
    private static readonly string Deep = "{\"error\":" + string.Concat(Enumerable.Repeat("{\"a\":[", 2500)) + "1" + string.Concat(Enumerable.Repeat("]}", 2500)) + "}";

    // Statuses whose row does not depend on the body's shape.
    private static readonly (int Status, string Problem)[] ByStatus =
    [
        (301, "UnexpectedRedirect"), (302, "UnexpectedRedirect"), (308, "UnexpectedRedirect"),
        (400, "InvalidRequest"), (401, "InvalidApiKey"), (402, "QuotaExceeded"), (404, "EndpointNotFound"), (405, "InvalidRequest"),
        (407, "ProxyAuthenticationRequired"), (408, "RequestTimedOut"), (413, "PayloadTooLarge"), (418, "InvalidRequest"), (422, "InvalidRequest"),
        (429, "RateLimitExceeded"), (451, "InvalidRequest"), (500, "InternalError"), (501, "InternalError"), (502, "UpstreamError"),
        (503, "ServiceUnavailable"), (504, "RequestTimedOut"), (529, "InternalError"), (599, "InternalError"),
    ];

    private static readonly Dictionary<string, byte[]> HostileBodies = new()
    {
        ["HTML"] = Bytes("<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"),
        ["empty"] = [],
        ["white space"] = Bytes(" \r\n\t "),
        ["truncated JSON"] = Bytes("{\"error\":{\"message\":\"Something went wrong\",\"type\":\"serv"),
        ["truncated key"] = Bytes("{\"err"),
        ["numeric code"] = Bytes("{\"error\":{\"message\":\"x\",\"code\":401}}"),
        ["code object"] = Bytes("{\"error\":{\"message\":\"x\",\"code\":{\"value\":\"quota_exceeded\"}}}"),
        ["code array"] = Bytes("{\"error\":{\"code\":[\"quota_exceeded\"]}}"),
        ["code null"] = Bytes("{\"error\":{\"code\":null,\"message\":null,\"type\":null,\"param\":null}}"),
        ["odd types"] = Bytes("{\"error\":{\"code\":true,\"message\":17,\"type\":[],\"param\":{}}}"),
        ["error text"] = Bytes("{\"error\":\"Something went wrong\"}"),
        ["error null"] = Bytes("{\"error\":null}"),
        ["error number"] = Bytes("{\"error\":5}"),
        ["array"] = Bytes("[{\"error\":{\"code\":\"quota_exceeded\"}}]"),
        ["code outside error"] = Bytes("{\"code\":\"quota_exceeded\",\"message\":\"x\"}"),
        ["5,000 levels"] = Bytes(Deep),
        ["10 MB"] = Bytes("{\"error\":{\"message\":\"" + new string('x', 10 * 1024 * 1024) + "\"}}"),
        ["unknown code"] = Bytes("{\"error\":{\"message\":\"x\",\"code\":\"brand_new_code\"}}"),
        ["known code in other case"] = Bytes("{\"error\":{\"message\":\"x\",\"code\":\"QUOTA_EXCEEDED\"}}"),
        ["lone surrogate in message"] = Bytes("{\"error\":{\"message\":\"\\ud83d\",\"code\":\"\\ud83d\"}}"),
        ["lone surrogate in name"] = Bytes("{\"error\":{\"\\ud83d\":\"x\",\"message\":\"y\"}}"),
        ["lone surrogate in outer name"] = Bytes("{\"\\ud83d\":1,\"error\":{\"message\":\"y\"}}"),
        ["invalid UTF-8"] = [.. Bytes("{\"error\":{\"message\":\""), 0xC3, 0x28, 0xFF, .. Bytes("\"}}")],
        ["invalid UTF-8 in name"] = [.. Bytes("{\"error\":{\""), 0xC3, 0x28, .. Bytes("\":1,\"message\":\"x\"}}")],
        ["BOM"] = [0xEF, 0xBB, 0xBF, .. Bytes("{\"error\":{\"message\":\"x\"}}")],
        ["UTF-16"] = Encoding.Unicode.GetBytes("{\"error\":{\"message\":\"x\"}}"),
        ["binary"] = [0, 1, 2, 3, 0xFE, 0xFF],
        ["number"] = Bytes("42"),
        ["text"] = Bytes("upstream connect error"),
    };

    private static readonly string[] HostileBodiesOfTheApi =
    [
        "truncated JSON", "numeric code", "code object", "code array", "code null", "odd types", "error text", "error null", "error number", "5,000 levels", "10 MB",
        "unknown code", "known code in other case", "lone surrogate in message", "lone surrogate in name", "lone surrogate in outer name", "invalid UTF-8", "invalid UTF-8 in name", "BOM",
    ];

    public static TheoryData<string> BodyNames => [.. HostileBodies.Keys];

    public static TheoryData<string, string> CodesAndProblems => new()
    {
        { "invalid_api_key", "InvalidApiKey" }, { "missing_api_key", "MissingApiKey" }, { "expired_api_key", "ExpiredApiKey" },
        { "access_denied", "AccessDenied" }, { "model_access_denied", "ModelAccessDenied" }, { "ip_not_allowed", "IpNotAllowed" },
        { "account_suspended", "AccountSuspended" }, { "quota_exceeded", "QuotaExceeded" }, { "insufficient_quota", "QuotaExceeded" },
        { "insufficient_balance", "InsufficientBalance" }, { "subscription_expired", "SubscriptionExpired" }, { "payment_failed", "PaymentFailed" },
        { "rate_limit_exceeded", "RateLimitExceeded" }, { "model_not_found", "ModelNotFound" }, { "endpoint_not_found", "EndpointNotFound" },
        { "invalid_request", "InvalidRequest" }, { "invalid_parameter", "InvalidParameter" }, { "missing_parameter", "MissingParameter" },
        { "context_length_exceeded", "ContextLengthExceeded" }, { "output_length_exceeded", "OutputLengthExceeded" }, { "invalid_image", "InvalidImage" },
        { "content_policy_violation", "ContentPolicyViolation" }, { "internal_error", "InternalError" }, { "upstream_error", "UpstreamError" },
        { "service_unavailable", "ServiceUnavailable" }, { "model_overloaded", "ModelOverloaded" },
    };

    [Theory]
    [MemberData(nameof(BodyNames))]
    public void A_hostile_body_leaves_the_status_to_decide(string body)
    {
        foreach (var (status, problem) in ByStatus)
        {
            Assert.Equal((status, problem), (status, Match(status, HostileBodies[body]).Problem.Id));
        }
    }

    [Theory]
    [MemberData(nameof(BodyNames))]
    public void A_403_is_the_APIs_own_only_when_its_body_is_the_APIs_JSON(string body)
    {
        Assert.Equal(HostileBodiesOfTheApi.Contains(body) ? "AccessDenied" : "EdgeBlocked", Match(403, HostileBodies[body]).Problem.Id);
    }

    [Theory]
    [MemberData(nameof(BodyNames))]
    public void A_hostile_body_in_a_2xx_answer_names_no_problem(string body)
    {
        Assert.Null(HttpLookup.MatchErrorInSuccess(new HttpAnswer { StatusCode = 200, Body = HostileBodies[body] }));
    }

    [Theory]
    [MemberData(nameof(BodyNames))]
    public void What_is_shown_of_a_hostile_body_is_one_short_line(string body)
    {
        var match = Match(500, HostileBodies[body]);

        AssertShown(match.Detail);
        AssertShown(match.Code);
        AssertShown(match.Type);
        AssertShown(match.Param);
    }

    [Theory]
    [MemberData(nameof(CodesAndProblems))]
    public void A_known_code_decides_whatever_the_status(string code, string problem)
    {
        var body = Bytes($$$"""{"error":{"message":"Said","type":"some_error","code":"{{{code}}}"}}""");

        foreach (var status in new[] { 200, 302, 400, 401, 402, 403, 404, 407, 418, 429, 500, 503, 504, 599 })
        {
            var match = Match(status, body);
            Assert.Equal((status, problem, code), (status, match.Problem.Id, match.Code));
            Assert.Equal("Said", match.Detail);
        }

        Assert.Equal(problem, HttpLookup.MatchErrorInSuccess(new HttpAnswer { StatusCode = 200, Body = body })?.Problem.Id);
    }

    [Theory]
    [InlineData("BOM", "\uFEFF{\"error\":{\"code\":\"quota_exceeded\"}}")]
    [InlineData("broken later", "{\"error\":{\"code\":\"quota_exceeded\",\"message\":\"You have no")]
    [InlineData("after other fields", "{\"status\":{\"a\":[1,2]},\"error\":{\"inner\":{\"code\":\"x\"},\"list\":[{}],\"code\":\"quota_exceeded\"}}")]
    [InlineData("trailing comma", "{\"error\":{\"code\":\"quota_exceeded\",},}")]
    [InlineData("escaped", "{\"\\u0065rror\":{\"\\u0063ode\":\"\\u0071uota_exceeded\"}}")]
    [InlineData("after a lone surrogate in a name", "{\"error\":{\"\\ud83d\":\"x\",\"code\":\"quota_exceeded\"}}")]
    [InlineData("after a lone surrogate in an outer name", "{\"\\ud83d\":1,\"error\":{\"code\":\"quota_exceeded\"}}")]
    public void A_known_code_is_found_in_a_body_that_is_odd_elsewhere(string oddity, string body)
    {
        Assert.Equal((oddity, "QuotaExceeded"), (oddity, Match(500, Bytes(body)).Problem.Id));
    }

    [Theory]
    [InlineData("{\"error\":{\"message\":\"Model 'gpt4o' not found\"}}", "gpt4o", "ModelNotFound")]
    [InlineData("{\"error\":{\"message\":\"No such thing\",\"param\":\"model\"}}", "gpt4o", "ModelNotFound")]
    [InlineData("{\"error\":{\"message\":\"Not found\"}}", "gpt4o", "EndpointNotFound")]
    [InlineData("{\"error\":{\"message\":\"Not found\"}}", null, "EndpointNotFound")]
    [InlineData("{\"detail\":\"gpt4o not found\"}", "gpt4o", "EndpointNotFound")]
    [InlineData("<html>gpt4o</html>", "gpt4o", "EndpointNotFound")]
    public void A_bare_404_is_about_the_model_only_when_it_says_so(string body, string? model, string problem)
    {
        Assert.Equal(problem, Match(404, Bytes(body), model: model).Problem.Id);
    }

    [Theory]
    [InlineData(400, "true", true)]
    [InlineData(401, "TRUE", true)]
    [InlineData(429, "false", false)]
    [InlineData(503, " False ", false)]
    [InlineData(503, "perhaps", true)]
    [InlineData(400, "perhaps", false)]
    [InlineData(408, null, true)]
    [InlineData(504, null, true)]
    [InlineData(429, null, true)]
    [InlineData(402, null, false)]
    public void The_servers_own_word_on_retrying_overrides_the_table(int status, string? shouldRetry, bool expected)
    {
        var headers = shouldRetry is null ? [] : new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["x-should-retry"] = shouldRetry };

        Assert.Equal(expected, Match(status, Bytes("{\"error\":{}}"), headers).IsRetriable);
    }

    [Fact]
    public void Text_from_the_server_has_no_control_characters_and_is_cut_at_500()
    {
        var match = Match(400, Bytes("{\"error\":{\"message\":\"\\u001b[31mRed\\u0007\\r\\nSecond\\u200b\\u202eline\\u2028" + new string('y', 2000) + "\",\"code\":\"a\\nb\",\"type\":\"\\u0000t\",\"param\":\"p\\tq\"}}"));

        Assert.StartsWith("[31mRed Second line y", match.Detail, StringComparison.Ordinal);
        Assert.Equal(500, match.Detail!.TrimEnd('…').Length);
        Assert.Equal(("a b", "t", "p q"), (match.Code, match.Type, match.Param));
    }

    [Fact]
    public void Cutting_never_splits_a_character_in_two()
    {
        var text = ServerText.Clean(new string('x', 499) + "😀😀")!;

        Assert.DoesNotContain(text, char.IsSurrogate);
        Assert.Equal(499, text.TrimEnd('…').Length);
    }

    [Theory]
    [InlineData("https://elsewhere.invalid/login?key=sk-1", "https://elsewhere.invalid")]
    [InlineData("https://user:secret@elsewhere.invalid:8443/login", "https://elsewhere.invalid:8443")]
    [InlineData("//elsewhere.invalid/login", "elsewhere.invalid")]
    public void A_redirect_names_the_host_it_points_to_and_nothing_of_the_rest(string location, string expected)
    {
        var match = Match(302, [], new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Location"] = location });

        Assert.EndsWith(expected, match.Evidence["RedirectedTo"], StringComparison.Ordinal);
        Assert.Contains(expected, match.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", match.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("login", match.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/login")]
    [InlineData("login")]
    [InlineData("?next=1")]
    public void A_redirect_within_the_host_says_so(string location)
    {
        var match = Match(307, [], new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Location"] = location });

        Assert.Contains("same host", match.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_instead_of_JSON_is_named_by_its_title()
    {
        Assert.Contains("'Blocked & gone'", Match(502, Bytes("<HTML><Title lang=en>\n Blocked &amp;\n gone </title>")).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void The_edge_gives_its_ray_id_as_evidence()
    {
        var match = Match(403, Bytes("error code: 1010"), new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["CF-RAY"] = "8c1-FRA", ["Server"] = "cloudflare", ["Content-Type"] = "text/plain" });

        Assert.Equal("EdgeBlocked", match.Problem.Id);
        Assert.Equal(("8c1-FRA", "cloudflare", "text/plain"), (match.Evidence["RayId"], match.Evidence["Server"], match.Evidence["ContentType"]));
        Assert.Contains(match.Actions, action => action.Contains("8c1-FRA", StringComparison.Ordinal));
        Assert.Contains("1010", match.Detail, StringComparison.Ordinal);
    }

    private static void AssertShown(string? text)
    {
        if (text is not null)
        {
            Assert.DoesNotContain(text, char.IsControl);
            Assert.InRange(text.Length, 1, 501);
        }
    }

    private static GuideMatch Match(int status, byte[] body, IReadOnlyDictionary<string, string>? headers = null, string? model = null) =>
        HttpLookup.Match(new HttpAnswer { StatusCode = status, Body = body, Headers = headers ?? new Dictionary<string, string>(), Model = model });

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
