using System.Reflection;
using System.Text.RegularExpressions;

namespace Apertis.Client.Tests.Guide;

/// <summary>The table against errors.md and design.md, copied by hand: a row that drifts from what is promised fails here.</summary>
public sealed partial class GuideTableTests
{
    private static readonly Row[] Expected =
    [
        new("MissingApiKey", ProblemCategory.Authentication, "AuthenticationError", ["missing_api_key"]),
        new("MalformedApiKey", ProblemCategory.Authentication, "AuthenticationError"),
        new("InvalidApiKey", ProblemCategory.Authentication, "AuthenticationError", ["invalid_api_key"], [401]),
        new("ExpiredApiKey", ProblemCategory.Authentication, "AuthenticationError", ["expired_api_key"]),
        new("AccessDenied", ProblemCategory.Permission, "PermissionDenied", ["access_denied"], [403]),
        new("IpNotAllowed", ProblemCategory.Permission, "PermissionDenied", ["ip_not_allowed"]),
        new("AccountSuspended", ProblemCategory.Permission, "PermissionDenied", ["account_suspended"]),
        new("EdgeBlocked", ProblemCategory.Permission, "PermissionDenied"),
        new("QuotaExceeded", ProblemCategory.Billing, "QuotaExceeded", ["quota_exceeded", "insufficient_quota"], [402]),
        new("InsufficientBalance", ProblemCategory.Billing, "QuotaExceeded", ["insufficient_balance"]),
        new("SubscriptionExpired", ProblemCategory.Billing, "QuotaExceeded", ["subscription_expired"]),
        new("PaymentFailed", ProblemCategory.Billing, "QuotaExceeded", ["payment_failed"]),
        new("RateLimitExceeded", ProblemCategory.RateLimit, "LimitsExceeded", ["rate_limit_exceeded"], [429], RetryRule.Always),
        new("ModelNotFound", ProblemCategory.Model, "ObjectNotFound", ["model_not_found"]),
        new("ModelAccessDenied", ProblemCategory.Model, "PermissionDenied", ["model_access_denied"]),
        new("InvalidRequest", ProblemCategory.Request, "InvalidArgument", ["invalid_request"], [400, 422]),
        new("InvalidParameter", ProblemCategory.Request, "InvalidArgument", ["invalid_parameter"]),
        new("MissingParameter", ProblemCategory.Request, "InvalidArgument", ["missing_parameter"]),
        new("ContextLengthExceeded", ProblemCategory.Request, "InvalidArgument", ["context_length_exceeded"]),
        new("OutputLengthExceeded", ProblemCategory.Request, "InvalidArgument", ["output_length_exceeded"]),
        new("InvalidImage", ProblemCategory.Request, "InvalidArgument", ["invalid_image"]),
        new("InvalidMessage", ProblemCategory.Request, "InvalidArgument"),
        new("ContentPolicyViolation", ProblemCategory.Request, "InvalidArgument", ["content_policy_violation"]),
        new("PayloadTooLarge", ProblemCategory.Request, "InvalidArgument", null, [413]),
        new("ResponseFormatMismatch", ProblemCategory.Request, "InvalidData"),
        new("EndpointNotFound", ProblemCategory.Request, "InvalidArgument", ["endpoint_not_found"], [404]),
        new("InvalidBaseUri", ProblemCategory.Request, "InvalidArgument"),
        new("InvalidConfiguration", ProblemCategory.Request, "InvalidData"),
        new("UnencryptedAuthentication", ProblemCategory.Tls, "SecurityError"),
        new("UnexpectedRedirect", ProblemCategory.Connection, "ConnectionError"),
        new("RequestTimedOut", ProblemCategory.Timeout, "OperationTimeout", null, [408, 504], RetryRule.WhenPassing),
        new("NameResolutionFailed", ProblemCategory.Dns, "ConnectionError", Retry: RetryRule.WhenPassing),
        new("ConnectionRefused", ProblemCategory.Connection, "ConnectionError", Retry: RetryRule.Always),
        new("ConnectionTimedOut", ProblemCategory.Connection, "ConnectionError", Retry: RetryRule.Always),
        new("ConnectionReset", ProblemCategory.Connection, "ConnectionError", Retry: RetryRule.Always),
        new("ConnectionFailed", ProblemCategory.Connection, "ConnectionError", Retry: RetryRule.Always),
        new("ProxyAuthenticationRequired", ProblemCategory.Proxy, "ConnectionError", null, [407]),
        new("ProxyUnreachable", ProblemCategory.Proxy, "ConnectionError", Retry: RetryRule.Always),
        new("CertificateExpired", ProblemCategory.Tls, "SecurityError"),
        new("CertificateNotYetValid", ProblemCategory.Tls, "SecurityError"),
        new("CertificateNameMismatch", ProblemCategory.Tls, "SecurityError"),
        new("CertificateUntrusted", ProblemCategory.Tls, "SecurityError"),
        new("TlsHandshakeFailed", ProblemCategory.Tls, "SecurityError"),
        new("StreamIncomplete", ProblemCategory.Streaming, "ReadError", Retry: RetryRule.BeforeOutput),
        new("StreamStalled", ProblemCategory.Streaming, "ReadError", Retry: RetryRule.BeforeOutput),
        new("StreamMalformed", ProblemCategory.Streaming, "ProtocolError"),
        new("ResponseMalformed", ProblemCategory.Server, "ProtocolError"),
        new("InternalError", ProblemCategory.Server, "ResourceUnavailable", ["internal_error"], [500], RetryRule.Always),
        new("UpstreamError", ProblemCategory.Server, "ResourceUnavailable", ["upstream_error"], [502], RetryRule.Always),
        new("ServiceUnavailable", ProblemCategory.Server, "ResourceUnavailable", ["service_unavailable"], [503], RetryRule.Always),
        new("ModelOverloaded", ProblemCategory.Server, "ResourceUnavailable", ["model_overloaded"], Retry: RetryRule.Always),
    ];

    // The last paragraph of errors.md, which names no category: the one that the id itself speaks of.
    private static readonly (string Id, ProblemCategory Category, string NativeCategory)[] DiagnosisOnly =
    [
        ("ResolverFailing", ProblemCategory.Dns, "ConnectionError"),
        ("NameNotFound", ProblemCategory.Dns, "ConnectionError"),
        ("DnsUnreachable", ProblemCategory.Dns, "ConnectionError"),
        ("AddressFamilyBroken", ProblemCategory.Connection, "ConnectionError"),
        ("ClockSkew", ProblemCategory.Tls, "SecurityError"),
        ("TlsInspection", ProblemCategory.Tls, "SecurityError"),
        ("CertificateStoreMissing", ProblemCategory.Tls, "SecurityError"),
        ("CaptivePortal", ProblemCategory.Connection, "ConnectionError"),
        ("StreamBuffered", ProblemCategory.Proxy, "ConnectionError"),
    ];

    public static TheoryData<string> ExpectedIds => [.. Expected.Select(row => row.Id)];

    public static TheoryData<string> AllIds => [.. TroubleshootingGuide.Problems.Select(problem => problem.Id)];

    [Fact]
    public void The_table_holds_every_id_of_the_error_list_exactly_once_and_no_other()
    {
        var expected = Expected.Select(row => row.Id).Concat(DiagnosisOnly.Select(row => row.Id)).Order(StringComparer.Ordinal);

        Assert.Equal(expected, TroubleshootingGuide.Problems.Select(problem => problem.Id).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(ExpectedIds))]
    public void A_row_has_the_category_codes_statuses_and_retry_rule_of_the_error_list(string id)
    {
        var row = Expected.Single(row => row.Id == id);
        var problem = TroubleshootingGuide.Find(id)!;

        Assert.Equal((row.Category, row.NativeCategory, row.Retry), (problem.Category, problem.NativeCategory, problem.Retry));
        Assert.Equal(row.Codes ?? [], problem.Codes);
        Assert.Equal(row.Statuses ?? [], problem.Statuses);
    }

    [Fact]
    public void A_row_that_only_the_diagnosis_gives_belongs_to_the_category_it_speaks_of()
    {
        foreach (var (id, category, nativeCategory) in DiagnosisOnly)
        {
            var problem = TroubleshootingGuide.Find(id)!;
            Assert.Equal((id, category, nativeCategory), (problem.Id, problem.Category, problem.NativeCategory));
            Assert.Empty(problem.Codes);
            Assert.Empty(problem.Statuses);
        }
    }

    [Theory]
    [MemberData(nameof(AllIds))]
    public void A_row_says_what_went_wrong_why_and_what_to_do(string id)
    {
        var problem = TroubleshootingGuide.Find(id)!;

        Assert.False(string.IsNullOrWhiteSpace(problem.Title));
        Assert.NotEmpty(problem.Causes);
        Assert.All(problem.Causes, cause => Assert.False(string.IsNullOrWhiteSpace(cause)));
        Assert.NotEmpty(problem.Actions);
        Assert.All(problem.Actions, action => Assert.False(string.IsNullOrWhiteSpace(action.Text)));
    }

    [Theory]
    [MemberData(nameof(AllIds))]
    public void A_row_has_a_step_even_when_no_evidence_is_known(string id)
    {
        Assert.NotEmpty(TroubleshootingGuide.Find(id)!.ActionsFor(new Dictionary<string, string>()));
    }

    [Theory]
    [MemberData(nameof(AllIds))]
    public void Every_placeholder_is_the_name_of_a_fact(string id)
    {
        var facts = typeof(Fact).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!).ToHashSet();
        var placeholders = TroubleshootingGuide.Find(id)!.Actions.SelectMany(action => Placeholder().Matches(action.Text)).Select(match => match.Groups[1].Value);

        Assert.All(placeholders, placeholder => Assert.Contains(placeholder, facts));
    }

    [Fact]
    public void An_id_is_found_in_any_case_and_an_unknown_one_is_null()
    {
        Assert.Equal("RateLimitExceeded", TroubleshootingGuide.Find("ratelimitexceeded")?.Id);
        Assert.Null(TroubleshootingGuide.Find("NoSuchProblem"));
    }

    [Fact]
    public void A_step_is_given_with_its_evidence_filled_in_and_left_out_without_it()
    {
        var step = new GuideAction("Add {Model} to {Host}.");

        Assert.Equal("Add gpt-4.1 to api.", step.Render(new Dictionary<string, string> { ["Model"] = "gpt-4.1", ["Host"] = "api" }, GuidePlatform.Linux));
        Assert.Null(step.Render(new Dictionary<string, string> { ["Model"] = "gpt-4.1" }, GuidePlatform.Linux));
    }

    [Fact]
    public void Evidence_that_looks_like_a_placeholder_is_not_filled_in_again()
    {
        var step = new GuideAction("Add {Model}.");

        Assert.Equal("Add {Host}.", step.Render(new Dictionary<string, string> { ["Model"] = "{Host}", ["Host"] = "api" }, GuidePlatform.Linux));
    }

    [Fact]
    public void A_step_for_another_system_is_left_out()
    {
        var step = new GuideAction("ipconfig /flushdns", GuidePlatform.Windows);

        Assert.Null(step.Render(new Dictionary<string, string>(), GuidePlatform.Linux));
        Assert.Equal("ipconfig /flushdns", step.Render(new Dictionary<string, string>(), GuidePlatform.Windows));
    }

    [GeneratedRegex(@"\{([\w ]+)\}")]
    private static partial Regex Placeholder();

    private sealed record Row(
        string Id, ProblemCategory Category, string NativeCategory, string[]? Codes = null, int[]? Statuses = null, RetryRule Retry = RetryRule.Never);
}
