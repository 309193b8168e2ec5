using System.Management.Automation;
using System.Reflection;
using Apertis.Gateway;
using Apertis.Tests.Setup;

namespace Apertis.Tests.Keys;

public sealed class TestApertisKeyTests : IClassFixture<Bench>
{
    private readonly Bench _bench;

    private static readonly Dictionary<string, Verdict> Verdicts = new()
    {
        [nameof(GatewayKeys.Good)] = new("Valid", true, true, null),
        [nameof(GatewayKeys.GoodSecond)] = new("Valid", true, true, null),
        [nameof(GatewayKeys.GoodThird)] = new("Valid", true, true, null),
        [nameof(GatewayKeys.GoodFourth)] = new("Valid", true, true, null),
        [nameof(GatewayKeys.Subscription)] = new("Valid", true, true, null),
        [nameof(GatewayKeys.ModelLimited)] = new("Valid", true, true, null),
        [nameof(GatewayKeys.WithoutUsage)] = new("Valid", true, true, null),
        [nameof(GatewayKeys.Expired)] = new("Expired", false, false, "ExpiredApiKey"),
        [nameof(GatewayKeys.QuotaExceeded)] = new("Billing", true, false, "QuotaExceeded"),
        [nameof(GatewayKeys.InsufficientQuota429)] = new("Billing", true, false, "QuotaExceeded"),
        [nameof(GatewayKeys.InsufficientBalance)] = new("Billing", true, false, "InsufficientBalance"),
        [nameof(GatewayKeys.SubscriptionExpired)] = new("Billing", true, false, "SubscriptionExpired"),
        [nameof(GatewayKeys.SubscriptionQuotaExceeded)] = new("Billing", true, false, "QuotaExceeded"),
        [nameof(GatewayKeys.SubscriptionSuspended)] = new("AccessDenied", true, false, "AccessDenied"),
        [nameof(GatewayKeys.PaymentFailed)] = new("Billing", true, false, "PaymentFailed"),
        [nameof(GatewayKeys.AccessDenied)] = new("AccessDenied", true, false, "AccessDenied"),
        [nameof(GatewayKeys.IpNotAllowed)] = new("IpNotAllowed", true, false, "IpNotAllowed"),
        [nameof(GatewayKeys.AccountSuspended)] = new("AccountSuspended", true, false, "AccountSuspended"),
        [nameof(GatewayKeys.RateLimited)] = new("RateLimited", true, false, "RateLimitExceeded"),
    };

    public TestApertisKeyTests(Bench bench)
    {
        ArgumentNullException.ThrowIfNull(bench);
        _bench = bench;

        // A default would take the parameter from the pipeline.
        bench.Session.SetDefault("ApiKey", null);
    }

    public static TheoryData<string> Names => [.. typeof(GatewayKeys).GetFields(BindingFlags.Public | BindingFlags.Static).Select(constant => constant.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Key_of_every_kind_gets_its_verdict(string name)
    {
        var verdict = Verdicts[name];
        var key = (string)typeof(GatewayKeys).GetField(name)!.GetValue(null)!;
        _bench.Session.SetVariable("key", key);

        var status = _bench.Run("Test-ApertisKey $key").OnlyOutput();

        Assert.Equal("Apertis.KeyStatus", status.BaseObject.GetType().FullName);
        Assert.Equal(verdict, new Verdict(status.Text("Status")!, (bool?)status.Get("IsValid"), (bool)status.Get("IsUsable")!, status.Text("Problem")));
        Assert.Equal($"{key[..5]}…{key[^4..]}", status.Get("Key"));
        Assert.Equal(key.StartsWith("sk-sub-", StringComparison.Ordinal) ? "Subscription" : "Standard", status.Text("Kind"));
        Assert.Equal("Parameter", status.Get("Source"));
        Assert.StartsWith("req-", status.Text("RequestId"), StringComparison.Ordinal);
        Assert.InRange((DateTimeOffset)status.Get("Timestamp")!, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow);
        Assert.Empty(status.List("Findings"));
        Reading.AssertSentence(status.Text("Message"));
        if (verdict.Problem is null)
        {
            Assert.Null(status.Get("RecommendedAction"));
            Assert.Equal(1499L, status.Get("RateLimit.Remaining"));
        }
        else
        {
            Reading.AssertSteps(status.Text("RecommendedAction"));
        }

        Assert.Equal(verdict.IsUsable, _bench.Run("Test-ApertisKey $key -Quiet").OnlyOutput().BaseObject);
    }

    [Fact]
    public void Advice_names_only_parameters_that_the_command_has()
    {
        _bench.Session.SetVariable("busy", GatewayKeys.RateLimited);
        _bench.Session.SetVariable("hanging", _bench.Gateway.WithFault("hang").ToString());

        foreach (var (command, problem) in new[]
        {
            ("Test-ApertisKey $busy", "RateLimitExceeded"),
            ("Test-ApertisKey $busy -BaseUri $hanging -TimeoutSec 0.3", "RequestTimedOut"),
            ("(Test-ApertisConnection -ApiKey $busy)[-1]", "RateLimitExceeded"),
            ("(Test-ApertisConnection -ApiKey $busy -BaseUri $hanging -TimeoutSec 0.3)[-1]", "RequestTimedOut"),
            ("Test-ApertisConnection -ApiKey $busy | Where-Object Name -eq Key", "RateLimitExceeded"),
        })
        {
            var result = _bench.Run(command).OnlyOutput();

            Assert.Equal((command, problem), (command, result.Text("Problem")));
            var action = result.Text("RecommendedAction");
            Reading.AssertSteps(action);
            Assert.DoesNotContain("-MaximumRetry", action, StringComparison.Ordinal);
            Assert.DoesNotContain("-MaxTokens", action, StringComparison.Ordinal);
            Assert.DoesNotContain("-Stream", action, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Quota_and_subscription_are_told_where_the_server_tells_them()
    {
        _bench.Session.SetVariable("keys", new[] { GatewayKeys.Good, GatewayKeys.Subscription, GatewayKeys.QuotaExceeded, GatewayKeys.SubscriptionExpired, GatewayKeys.WithoutUsage, GatewayKeys.Expired });

        var result = _bench.Run("Test-ApertisKey $keys").Output;

        Assert.Equal(
            ("Good", 100m, 37.5m, 62.5m, 1234L, 567890L),
            (result[0].Get("Quota.Name"), result[0].Get("Quota.Total"), result[0].Get("Quota.Used"), result[0].Get("Quota.Remaining"), result[0].Get("Quota.Requests"), result[0].Get("Quota.Tokens")));
        Assert.Null(result[0].Get("Subscription"));
        Assert.Equal(("Pro", "active"), (result[1].Get("Subscription.Plan"), result[1].Get("Subscription.Status")));
        Assert.InRange((DateTimeOffset)result[1].Get("Subscription.Expires")!, DateTimeOffset.UtcNow.AddDays(29), DateTimeOffset.UtcNow.AddDays(31));
        Assert.Equal(0m, result[2].Get("Quota.Remaining"));
        Assert.Equal("expired", result[3].Get("Subscription.Status"));
        Assert.Null(result[4].Get("Quota"));
        Assert.Null(result[4].Get("Subscription"));
        Assert.Equal("Valid", result[4].Text("Status"));
        Assert.Null(result[5].Get("Quota"));
    }

    [Theory]
    [InlineData("usage,info", "internal_error")]
    [InlineData("usage,info", "login-page")]
    [InlineData("usage,info", "empty")]
    [InlineData("usage,info", "reset")]
    [InlineData("usage,info", "odd-types")]
    public void Verdict_stands_without_quota(string on, string fault)
    {
        _bench.Session.SetVariable("key", GatewayKeys.Good);

        var status = _bench.Run(_bench.Gateway.WithFault(fault, ("on", on)), "Test-ApertisKey $key").OnlyOutput();

        Assert.Equal(("Valid", true), (status.Text("Status"), status.Get("IsUsable")));
    }

    [Fact]
    public void Key_is_tested_with_a_call_that_needs_one()
    {
        var uri = _bench.Gateway.WithFault("none");
        _bench.Session.SetVariable("key", GatewayKeys.Good);

        _bench.Run(uri, "Test-ApertisKey $key").OnlyOutput();

        var first = _bench.Gateway.RequestsTo(uri)[0];
        Assert.EndsWith("/v1/models", first.Path, StringComparison.Ordinal);
        Assert.All(_bench.Gateway.RequestsTo(uri), request => Assert.Equal($"Bearer {GatewayKeys.Good}", request.Headers["Authorization"]));
    }

    [Fact]
    public void Unknown_key_is_Invalid()
    {
        var status = _bench.Run("Test-ApertisKey sk-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa").OnlyOutput();

        Assert.Equal(new Verdict("Invalid", false, false, "InvalidApiKey"), VerdictOf(status));
    }

    [Fact]
    public void Key_can_be_text_SecureString_or_credential_one_or_several()
    {
        var secret = new System.Net.NetworkCredential("x", GatewayKeys.Good).SecurePassword;
        _bench.Session.SetVariable("secure", secret);
        _bench.Session.SetVariable("credential", new PSCredential("x", secret));
        _bench.Session.SetVariable("good", GatewayKeys.Good);
        _bench.Session.SetVariable("expired", GatewayKeys.Expired);

        foreach (var keys in new[] { "$secure", "$credential", "$good" })
        {
            Assert.Equal(true, _bench.Run($"Test-ApertisKey {keys} -Quiet").OnlyOutput().BaseObject);
            Assert.Equal(true, _bench.Run($"{keys} | Test-ApertisKey -Quiet").OnlyOutput().BaseObject);
        }

        Assert.Equal([true, false, true], _bench.Run("Test-ApertisKey $secure, $expired, $credential -Quiet").Output.Select(item => item.BaseObject));
        Assert.Equal([true, false], _bench.Run("$good, $expired | Test-ApertisKey -Quiet").Output.Select(item => item.BaseObject));
        Assert.Equal([false, true], _bench.Run("[pscustomobject]@{ ApiKey = $expired }, [pscustomobject]@{ ApiKey = $good } | Test-ApertisKey -Quiet").Output.Select(item => item.BaseObject));
    }

    [Theory]
    [InlineData("[System.Collections.Generic.List[string]]::new([string[]]($good, $expired))")]
    [InlineData("[System.Collections.ArrayList]::new(@($good, $expired))")]
    [InlineData("[string[]]($good, $expired)")]
    public void Keys_may_come_in_a_list(string list)
    {
        _bench.Session.SetVariable("good", GatewayKeys.Good);
        _bench.Session.SetVariable("expired", GatewayKeys.Expired);

        Assert.Equal([true, false], _bench.Run($"Test-ApertisKey ({list}) -Quiet").Output.Select(item => item.BaseObject));
    }

    [Theory]
    [InlineData("''")]
    [InlineData("$null")]
    [InlineData("'  '")]
    [InlineData("'\"\"'")]
    [InlineData("'Bearer'")]
    [InlineData("\"$([char]0x200B)\"")]
    [InlineData("\"sk-$([char]0xE9)aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"")]
    public void Key_that_can_not_be_sent_is_Malformed_as_data(string key)
    {
        var uri = _bench.Gateway.WithFault("none");

        var status = _bench.Run(uri, $"Test-ApertisKey ({key})").OnlyOutput();

        Assert.Equal(new Verdict("Malformed", false, false, "MalformedApiKey"), VerdictOf(status));
        Reading.AssertSteps(status.Text("RecommendedAction"));
        Assert.Empty(_bench.Gateway.RequestsTo(uri));
        Assert.Equal(false, _bench.Run(uri, $"Test-ApertisKey ({key}) -Quiet").OnlyOutput().BaseObject);
    }

    [Fact]
    public void Null_piped_in_is_Malformed_in_its_place()
    {
        _bench.Session.SetVariable("good", GatewayKeys.Good);

        Assert.Equal(["Valid", "Malformed", "Valid"], _bench.Run("$good, $null, $good | Test-ApertisKey").Output.Select(item => item.Text("Status")));
    }

    [Theory]
    [InlineData("\" $key`n\"", "Whitespace", 1, "U+0020")]
    [InlineData("\"$key`n\"", "Whitespace", 44, "U+000A")]
    [InlineData("\"'$key'\"", "Quotes", 1, "U+0027")]
    [InlineData("\"$([char]0x201C)$key$([char]0x201D)\"", "Quotes", 1, "U+201C")]
    [InlineData("\"Bearer $key\"", "BearerPrefix", 1, null)]
    [InlineData("$key.Insert(6, [string][char]0x200B)", "InvisibleCharacter", 7, "U+200B")]
    [InlineData("\"$([char]0xFEFF)$key\"", "InvisibleCharacter", 1, "U+FEFF")]
    [InlineData("\"APERTIS_API_KEY=$key\"", "NamePrefix", 1, null)]
    [InlineData("\"$key,\"", "TrailingPunctuation", 44, "U+002C")]
    [InlineData("\"$key'\"", "Quotes", 44, "U+0027")]
    public void Key_that_can_be_cleaned_works_and_the_finding_says_where(string written, string kind, int position, string? codePoint)
    {
        _bench.Session.SetVariable("key", GatewayKeys.Good);

        var status = _bench.Run($"Test-ApertisKey ({written})").OnlyOutput();

        Assert.Equal(new Verdict("Valid", true, true, null), VerdictOf(status));
        var finding = Assert.Single(status.List("Findings"));
        Assert.Equal((kind, position, codePoint), (finding.Get("Kind"), finding.Get("Position"), finding.Get("CodePoint")));
        Assert.Equal("Mended", finding.Text("Severity"));
        Reading.AssertSentence(finding.Text("Message"));
        Assert.Contains(finding.Text("RecommendedAction")!, status.Text("RecommendedAction"), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_slip_in_a_key_is_found()
    {
        _bench.Session.SetVariable("key", GatewayKeys.Good);

        var status = _bench.Run("Test-ApertisKey \" `\"Authorization: Bearer '$($key.Insert(20, [string][char]0x200D))'`\" \"").OnlyOutput();

        Assert.Equal("Valid", status.Text("Status"));
        Assert.Equal(["BearerPrefix", "BearerPrefix", "InvisibleCharacter", "Quotes", "Quotes", "Whitespace"], status.List("Findings").Select(finding => finding.Text("Kind")!).Order());
    }

    [Theory]
    [InlineData("sk-xxx", "Placeholder")]
    [InlineData("your-api-key", "Placeholder")]
    [InlineData("YOUR_API_KEY", "Placeholder")]
    [InlineData("sk-1234567890", "Placeholder")]
    [InlineData("<api-key>", "Placeholder")]
    [InlineData("sk-ant-api03-R2zTm8QvLq0XyB7nKd5WcJ4uEa1HgS9f", "OtherService")]
    [InlineData("sk-R2zTm8QvLq0X", "TooShort")]
    [InlineData("R2zTm8QvLq0XyB7nKd5WcJ4uEa1HgS9f", "UnknownPrefix")]
    [InlineData("sk-R2zTm8QvLq0XyB7nKd5WcJ4uEa1HgS9f+abc", "UnusualCharacter")]
    public void Unusual_key_is_sent_all_the_same_and_the_first_step_names_what_is_unusual(string key, string kind)
    {
        _bench.Session.SetVariable("key", key);

        var status = _bench.Run("Test-ApertisKey $key").OnlyOutput();

        Assert.Equal(new Verdict("Invalid", false, false, "InvalidApiKey"), VerdictOf(status));
        var doubt = Assert.Single(status.List("Findings"), finding => finding.Text("Severity") == "Warning");
        Assert.Equal(kind, doubt.Text("Kind"));
        Reading.AssertSentence(doubt.Text("Message"));
        Assert.StartsWith(doubt.Text("RecommendedAction")!, status.Text("RecommendedAction"), StringComparison.Ordinal);
        Assert.Contains(doubt.Text("Message")!, Unwrapped(_bench.Show(_bench.Gateway.BaseUri, "Test-ApertisKey $key")), StringComparison.Ordinal);
    }

    [Fact]
    public void Subscription_key_that_fails_is_shown_with_the_ladder_of_the_guide()
    {
        _bench.Session.SetVariable("key", GatewayKeys.SubscriptionQuotaExceeded);

        var status = _bench.Run("Test-ApertisKey $key").OnlyOutput();

        Assert.Equal(("active", false), (status.Get("Subscription.Status"), status.Get("Subscription.PaygFallback")));
        Assert.InRange((DateTimeOffset)status.Get("Subscription.CycleEnds")!, DateTimeOffset.UtcNow.AddDays(11), DateTimeOffset.UtcNow.AddDays(13));
        var steps = status.Text("RecommendedAction")!.Split("\n    ");
        Assert.Matches(@"^Subscription status: active \(plan Pro, until \d{4}-\d\d-\d\d\)\. ", steps[0]);
        Assert.StartsWith("Subscription quota: 0.00 USD left of 100.00. ", steps[1], StringComparison.Ordinal);
        Assert.StartsWith("PAYG fallback: off. ", steps[2], StringComparison.Ordinal);
        Assert.Matches(@"^Billing cycle: ends \d{4}-\d\d-\d\d\. ", steps[3]);
        Assert.Matches(@"Subscription : Pro, active, \d{4}-\d\d-\d\d, PAYG fallback off, cycle ends", Unwrapped(_bench.Show(_bench.Gateway.BaseUri, "Test-ApertisKey $key")));
    }

    [Fact]
    public void Key_at_its_rate_limit_is_valid_and_says_from_when_it_works_again()
    {
        _bench.Session.SetVariable("key", GatewayKeys.RateLimited);

        var status = _bench.Run("Test-ApertisKey $key").OnlyOutput();

        Assert.Equal(new Verdict("RateLimited", true, false, "RateLimitExceeded"), VerdictOf(status));
        Assert.Matches(@"the key is valid, and works again from \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC", status.Text("Message"));
        Assert.StartsWith("Wait until ", status.Text("RecommendedAction"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("limited", "gpt-4o", "ModelNotAllowed")]
    [InlineData("good", "gpt4o", "ModelNotFound")]
    [InlineData("limited", "gpt-4.1", "Valid")]
    public void Where_a_single_model_can_not_be_asked_for_the_list_decides(string key, string model, string status)
    {
        _bench.Session.SetVariable("limited", GatewayKeys.ModelLimited);
        _bench.Session.SetVariable("good", GatewayKeys.Good);

        var result = _bench.Run(_bench.Gateway.WithFault("endpoint_not_found", ("on", "model")), $"Test-ApertisKey ${key} -Model '{model}'").OnlyOutput();

        Assert.Equal(status, result.Text("Status"));
        Reading.AssertSentence(result.Text("Message"));
        Assert.Equal(status != "Valid", result.Text("Message")!.Contains("the list decides", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("limited", "gpt-4.1", "Valid", true, null)]
    [InlineData("limited", "gpt-4o", "ModelNotAllowed", false, "ModelAccessDenied")]
    [InlineData("good", "gpt-4o", "Valid", true, null)]
    [InlineData("good", "qwen/qwen3-8b:free", "Valid", true, null)]
    [InlineData("good", "gpt4o", "ModelNotFound", false, "ModelNotFound")]
    [InlineData("good", "no/such model?", "ModelNotFound", false, "ModelNotFound")]
    [InlineData("expired", "gpt-4o", "Expired", false, "ExpiredApiKey")]
    public void Key_can_be_tested_for_a_model(string key, string model, string status, bool isUsable, string? problem)
    {
        _bench.Session.SetVariable("limited", GatewayKeys.ModelLimited);
        _bench.Session.SetVariable("good", GatewayKeys.Good);
        _bench.Session.SetVariable("expired", GatewayKeys.Expired);

        var result = _bench.Run($"Test-ApertisKey ${key} -Model '{model}'").OnlyOutput();

        Assert.Equal(new Verdict(status, key != "expired", isUsable, problem), VerdictOf(result));
        Assert.Equal(isUsable, _bench.Run($"Test-ApertisKey ${key} -Model '{model}' -Quiet").OnlyOutput().BaseObject);
        if (model == "gpt4o")
        {
            Assert.StartsWith("Did you mean gpt-4o?", result.Text("RecommendedAction"), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("'token', 'AKIA', 'sk-x' | Test-ApertisKey")]
    [InlineData("Test-ApertisKey 'token', 'AKIA', 'sk-x' -ThrottleLimit 1")]
    public void Several_keys_are_told_apart_by_their_place(string command) =>
        Assert.Equal(["0", "1", "2"], _bench.Run(command).Output.Select(status => status.Text("Index")));

    [Fact]
    public void Key_that_is_alone_has_no_place() => Assert.Null(_bench.Run("Test-ApertisKey token").OnlyOutput().Text("Index"));

    [Fact]
    public void Access_denied_names_the_three_causes_and_does_not_lead_back_to_the_test()
    {
        _bench.Session.SetVariable("key", GatewayKeys.AccessDenied);

        var steps = _bench.Run("Test-ApertisKey $key").OnlyOutput().Text("RecommendedAction")!.Split('\n', StringSplitOptions.TrimEntries);

        Assert.Equal(["IP address", "Account", "Model"], steps.Select(step => step.Split(':')[0]));
        Assert.DoesNotContain(steps, step => step.Contains("Test-ApertisKey", StringComparison.Ordinal));
    }

    [Fact]
    public void Access_denied_to_a_chat_names_the_model_and_the_command_that_tells_the_causes_apart()
    {
        _bench.Session.SetVariable("key", GatewayKeys.AccessDenied);

        var steps = _bench.Run("Invoke-ApertisChat hello -ApiKey $key -Model gpt-4o").OnlyError().ErrorDetails.RecommendedAction.Split('\n', StringSplitOptions.TrimEntries);

        Assert.StartsWith("Run Test-ApertisKey", steps[0], StringComparison.Ordinal);
        Assert.Contains("gpt-4o", steps[1], StringComparison.Ordinal);
        Assert.Single(steps, step => step.StartsWith("Model:", StringComparison.Ordinal));
    }

    public static TheoryData<string, string, string> Untestable => new()
    {
        { "-BaseUri https://gateway.invalid", "Unreachable", "NameResolutionFailed" },
        { "-BaseUri \"http://127.0.0.1:$refused\"", "Unreachable", "ConnectionRefused" },
        { "-BaseUri https://gateway.invalid -Proxy \"http://127.0.0.1:$refused\"", "Unreachable", "ProxyUnreachable" },
        { "-BaseUri $hang -TimeoutSec 0.3", "Unreachable", "RequestTimedOut" },
        { "-BaseUri $reset", "Unreachable", "ConnectionReset" },
        { "-BaseUri nonsense", "NotTested", "InvalidBaseUri" },
        { "-BaseUri http://gateway.invalid", "NotTested", "UnencryptedAuthentication" },
        { "-BaseUri $edge", "NotTested", "EdgeBlocked" },
        { "-BaseUri $server", "NotTested", "InternalError" },
        { "-BaseUri $portal", "NotTested", "ResponseMalformed" },
        { "-BaseUri $empty", "NotTested", "ResponseMalformed" },
        { "-BaseUri $text", "NotTested", "ResponseMalformed" },
        { "-BaseUri $redirect", "NotTested", "UnexpectedRedirect" },
    };

    [Theory]
    [MemberData(nameof(Untestable))]
    public void Key_that_can_not_be_tested_is_Unreachable_or_NotTested_as_data(string parameters, string state, string problem)
    {
        _bench.Session.SetVariable("key", GatewayKeys.Good);
        _bench.Session.SetVariable("refused", Ports.Refused());
        _bench.Session.SetVariable("hang", _bench.Gateway.WithFault("hang").ToString());
        _bench.Session.SetVariable("reset", _bench.Gateway.WithFault("reset").ToString());
        _bench.Session.SetVariable("edge", _bench.Gateway.WithFault("edge-block").ToString());
        _bench.Session.SetVariable("server", _bench.Gateway.WithFault("internal_error").ToString());
        _bench.Session.SetVariable("portal", _bench.Gateway.WithFault("login-page").ToString());
        _bench.Session.SetVariable("empty", _bench.Gateway.WithFault("empty").ToString());
        _bench.Session.SetVariable("text", _bench.Gateway.WithFault("not-json").ToString());
        _bench.Session.SetVariable("redirect", _bench.Gateway.WithFault("redirect").ToString());

        var status = _bench.Run($"Test-ApertisKey $key {parameters}").OnlyOutput();

        Assert.Equal(new Verdict(state, null, false, problem), VerdictOf(status));
        Reading.AssertSentence(status.Text("Message"));
        Reading.AssertSteps(status.Text("RecommendedAction"));
    }

    [Theory]
    [InlineData("Test-ApertisKey $good -Quiet", true)]
    [InlineData("Test-ApertisKey $expired -Quiet", false)]
    [InlineData("Test-ApertisKey '' -Quiet", false)]
    [InlineData("Test-ApertisKey $good -Quiet -BaseUri nonsense", false)]
    [InlineData("Test-ApertisKey $good -Quiet -BaseUri http://gateway.invalid", false)]
    [InlineData("Test-ApertisKey $good -Quiet -BaseUri https://gateway.invalid", false)]
    [InlineData("Test-ApertisKey $good -Quiet -Model nope", false)]
    public void Quiet_is_one_boolean_and_nothing_else_on_any_stream(string command, bool expected)
    {
        _bench.Session.SetVariable("good", GatewayKeys.Good);
        _bench.Session.SetVariable("expired", GatewayKeys.Expired);

        var result = _bench.Run($"{command} *>&1");

        Assert.Equal(expected, result.OnlyOutput().BaseObject);
        Assert.Empty(result.Progress);
    }

    [Fact]
    public void Status_reads_as_a_list_without_empty_lines()
    {
        _bench.Session.SetVariable("key", GatewayKeys.Expired);

        var shown = _bench.Show(_bench.Gateway.BaseUri, "Test-ApertisKey $key");

        Assert.Matches(@"Key +: sk-Rz…8Uci", shown);
        Assert.Matches(@"Status +: Expired", shown);
        Assert.Matches(@"RecommendedAction +: (→|->) Create a new key", shown);
        Assert.DoesNotContain("Quota", shown, StringComparison.Ordinal);
        Assert.DoesNotMatch(@":\s*$", shown.TrimEnd());
    }

    private static string Unwrapped(string shown) => string.Join(' ', shown.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static Verdict VerdictOf(object status) => new(status.Text("Status")!, (bool?)status.Get("IsValid"), (bool)status.Get("IsUsable")!, status.Text("Problem"));

    private sealed record Verdict(string Status, bool? IsValid, bool IsUsable, string? Problem);
}
