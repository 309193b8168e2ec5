using Apertis.Gateway;
using Apertis.Tests.Setup;

namespace Apertis.Tests.Chat;

/// <summary>What Invoke-ApertisChat sends and returns.</summary>
public sealed class ChatResultTests(Bench bench) : IClassFixture<Bench>
{
    [Fact]
    public void Every_property_of_an_answer()
    {
        var before = DateTimeOffset.UtcNow;

        var result = bench.Run("Invoke-ApertisChat 'hello there' -SystemMessage 'Be brief.'").OnlyOutput();

        Assert.Equal("Apertis.ChatResult", result.BaseObject.GetType().FullName);
        Assert.Equal("You said: hello there", result.Get("Content"));
        Assert.Equal("assistant", result.Get("Role"));
        Assert.Equal("gpt-4.1", result.Get("Model"));
        Assert.Equal("gpt-4.1", result.Get("RequestedModel"));
        Assert.Equal("stop", result.Get("FinishReason"));
        Assert.Equal(true, result.Get("IsComplete"));
        Assert.Equal(4L, result.Get("Usage.PromptTokens"));
        Assert.Equal(4L, result.Get("Usage.CompletionTokens"));
        Assert.Equal(8L, result.Get("Usage.TotalTokens"));
        Assert.InRange((TimeSpan)result.Get("Duration")!, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(30));
        Assert.Null(result.Get("TimeToFirstToken"));
        Assert.InRange((double)result.Get("TokensPerSecond")!, 0.01, double.MaxValue);
        Assert.InRange((DateTimeOffset)result.Get("Created")!, before.AddSeconds(-1), DateTimeOffset.UtcNow);
        Assert.Equal(1500L, result.Get("RateLimit.Limit"));
        Assert.Equal(1499L, result.Get("RateLimit.Remaining"));
        Assert.InRange((DateTimeOffset)result.Get("RateLimit.Reset")!, before.AddSeconds(178), DateTimeOffset.UtcNow.AddSeconds(181));
        Assert.Null(result.Get("Fallback"));
        Assert.Null(result.Get("Reasoning"));
        Assert.Null(result.Get("ToolCalls"));
        Assert.Null(result.Get("WebSources"));
        Assert.Null(result.Get("Object"));
        Assert.Equal("hello there", result.Get("Prompt"));
        Assert.Equal(0, result.Get("Index"));
        Assert.Equal(
            [("system", "Be brief."), ("user", "hello there"), ("assistant", "You said: hello there")],
            result.List("Messages").Select(message => (message.Text("Role")!, message.Text("Content")!)));
        var choice = Assert.Single(result.List("Choices"));
        Assert.Equal(0, choice.Get("Index"));
        Assert.Equal("You said: hello there", choice.Get("Message.Content"));
        Assert.Equal("stop", choice.Get("FinishReason"));

        var requestId = result.Text("RequestId");
        Assert.StartsWith("req-", requestId, StringComparison.Ordinal);
        var attempt = Assert.Single(result.List("Attempts"));
        Assert.Equal((1, "POST", "/v1/chat/completions", 200, requestId), (attempt.Get("Number"), attempt.Get("Method"), attempt.Get("Path"), attempt.Get("StatusCode"), attempt.Get("RequestId")));
        Assert.Null(attempt.Get("Problem"));
        Assert.Null(attempt.Get("Delay"));

        Assert.Equal(200, result.Get("Response.StatusCode"));
        var headers = Assert.IsAssignableFrom<IReadOnlyDictionary<string, string>>(result.Get("Response.Headers"));
        Assert.Equal(requestId, headers["X-Request-ID"]);
        Assert.Contains("\"content\":\"You said: hello there\"", result.Text("Response.Body"), StringComparison.Ordinal);
    }

    [Fact]
    public void Answer_is_its_content_where_text_is_wanted()
    {
        Assert.Equal("<You said: hi>", bench.Run("\"<$(Invoke-ApertisChat hi)>\"").OnlyOutput().ToString());
        Assert.Equal("You said: hi", bench.Run("[string](Invoke-ApertisChat hi)").OnlyOutput().BaseObject);
        Assert.Equal(true, bench.Run("(Invoke-ApertisChat hi) -match 'said'").OnlyOutput().BaseObject);
        Assert.Equal(4L, bench.Run("(Invoke-ApertisChat hi).Usage.TotalTokens").OnlyOutput().BaseObject);
    }

    [Fact]
    public void Null_content_is_null_and_empty_as_text()
    {
        var uri = bench.Gateway.WithFault("content-filter", ("times", "0"));
        Assert.Equal("You said: hi", bench.Run(uri, "(Invoke-ApertisChat hi).Content").OnlyOutput().BaseObject);

        Assert.Equal(string.Empty, bench.Run(bench.Gateway.WithFault("content", ("text", "")), "[string](Invoke-ApertisChat hi)").OnlyOutput().BaseObject);
    }

    [Fact]
    public void Answer_that_a_length_limit_cut_is_not_complete()
    {
        var result = bench.Run("Invoke-ApertisChat 'one two three four' -MaxTokens 2").OnlyOutput();

        Assert.Equal("length", result.Get("FinishReason"));
        Assert.Equal(false, result.Get("IsComplete"));
        Assert.Equal("You said:", result.Text("Content")!.TrimEnd());
    }

    [Fact]
    public void Optional_fields_that_are_missing_or_of_other_types_are_null()
    {
        var result = bench.Run(bench.Gateway.WithFault("odd-types"), "Invoke-ApertisChat hello").OnlyOutput();

        Assert.Equal("You said: hello", result.Get("Content"));
        Assert.Equal("gpt-4.1", result.Get("Model"));
        Assert.Null(result.Get("Usage"));
        Assert.Null(result.Get("Created"));
        Assert.Null(result.Get("TokensPerSecond"));
    }

    [Fact]
    public void Web_sources_are_kept_wherever_they_are()
    {
        Assert.Equal(2, bench.Run("Invoke-ApertisChat hello -Model gpt-4o:web").OnlyOutput().List("WebSources").Count);

        var sources = bench.Run(bench.Gateway.WithFault("web-sources-in-message"), "Invoke-ApertisChat hello -Model gpt-4o:web").OnlyOutput().List("WebSources");
        Assert.Equal(("Example source 1", "https://example.com/source/1", "What source 1 says."), (sources[0].Text("Title"), sources[0].Text("Url"), sources[0].Text("Snippet")));
    }

    [Fact]
    public void Fallback_headers_are_told()
    {
        var uri = bench.Gateway.WithFault("none", ("header.X-Fallback-Used", "true"), ("header.X-Fallback-From", "gpt-5"), ("header.X-Actual-Model", "gpt-4.1"), ("header.X-Fallback-Reason", "model_overloaded"));

        var result = bench.Run(uri, "Invoke-ApertisChat hello -Model gpt-5").OnlyOutput();

        Assert.Equal((true, "gpt-5", "gpt-4.1", "model_overloaded"), (result.Get("Fallback.Used"), result.Get("Fallback.From"), result.Get("Fallback.Model"), result.Get("Fallback.Reason")));
    }

    [Fact]
    public void Request_holds_what_was_asked_and_nothing_else()
    {
        var uri = bench.Gateway.WithFault("none");
        bench.Run(uri, "Invoke-ApertisChat hello").OnlyOutput();
        bench.Run(uri, "Invoke-ApertisChat 'grüß \"Gott\" 😀' -Model gpt-4o -SystemMessage sys -Temperature 0.5 -TopP 1 -MaxTokens 7 -TimeoutSec 30").OnlyOutput();

        var (plain, full) = (bench.Gateway.RequestsTo(uri)[0], bench.Gateway.RequestsTo(uri)[1]);
        Assert.Equal("""{"model":"gpt-4.1","messages":[{"role":"user","content":"hello"}]}""", plain.Body);
        Assert.Contains(""""model":"gpt-4o"""", full.Body, StringComparison.Ordinal);
        Assert.Contains("""{"role":"system","content":"sys"}""", full.Body, StringComparison.Ordinal);
        Assert.Contains(""""temperature":0.5,"top_p":1,"max_tokens":7"""", full.Body, StringComparison.Ordinal);
        Assert.Equal($"Bearer {GatewayKeys.Good}", plain.Headers["Authorization"]);
        Assert.Equal("application/json", plain.Headers["Content-Type"]);
        Assert.Matches(@"^Mozilla/5\.0 \(.+; .+; .*\) PowerShell/7\.\d+\.\d+ Apertis/\d+\.\d+\.\d+$", plain.Headers["User-Agent"]);
        Assert.InRange(int.Parse(plain.Headers["X-Timeout"], System.Globalization.CultureInfo.InvariantCulture), 100_000, 120_000);
        Assert.InRange(int.Parse(full.Headers["X-Timeout"], System.Globalization.CultureInfo.InvariantCulture), 20_000, 30_000);
    }

    [Theory]
    [InlineData("1", "5000")]
    [InlineData("4000", "300000")]
    public void X_Timeout_stays_within_what_the_gateway_takes(string seconds, string milliseconds)
    {
        var uri = bench.Gateway.WithFault("none");

        bench.Run(uri, $"Invoke-ApertisChat hello -TimeoutSec {seconds}").OnlyOutput();

        Assert.Equal(milliseconds, bench.Gateway.RequestsTo(uri)[0].Headers["X-Timeout"]);
    }

    [Theory]
    [InlineData("  leading and trailing  ")]
    [InlineData("\ttab\tand\t\ttabs")]
    [InlineData("```python\ndef f(x):\n    if x:\n\treturn 1\n\n\n    return 2\n```")]
    [InlineData("\nstarts and ends with a line break\n")]
    [InlineData("windows\r\nline breaks\r\n")]
    [InlineData("\u001b[31mescape sequences\u001b[0m and \u0007 bells")]
    [InlineData("zero\u200bwidth, e\u0301, 😀, 漢字")]
    public void Content_is_never_altered(string content)
    {
        var result = bench.Run(bench.Gateway.WithFault("content", ("text", content)), "Invoke-ApertisChat hello").OnlyOutput();

        Assert.Equal(content, result.Get("Content"));
        Assert.Equal(content, result.ToString());
    }

    [Theory]
    [InlineData("-Temperature 2.1")]
    [InlineData("-Temperature -0.1")]
    [InlineData("-TopP 1.01")]
    [InlineData("-TopP -1")]
    [InlineData("-MaxTokens 0")]
    [InlineData("-TimeoutSec 0")]
    [InlineData("-TimeoutSec -1")]
    [InlineData("-ConnectionTimeoutSeconds 0")]
    [InlineData("-MaximumRetryCount -1")]
    [InlineData("-MaximumRetryDelaySec -1")]
    [InlineData("-BaseUri ''")]
    [InlineData("-Model")]
    public void Value_out_of_range_is_refused_before_any_request(string parameter)
    {
        var uri = bench.Gateway.WithFault("none");

        var result = bench.Run(uri, Reading.Catching($"'a', 'b' | Invoke-ApertisChat {parameter}"));

        Assert.True(result.IsTerminated);
        Assert.Matches("^(ParameterArgumentValidationError|MissingArgument)", result.OnlyError().Id());
        Assert.Empty(bench.Gateway.RequestsTo(uri));
    }

    [Theory]
    [InlineData("-Temperature 0 -TopP 0 -MaxTokens 1")]
    [InlineData("-Temperature 2 -TopP 1 -MaxTokens 1000")]
    public void Values_at_the_ends_of_their_ranges_are_taken(string parameters) =>
        bench.Run($"Invoke-ApertisChat hello {parameters}").OnlyOutput();

    [Fact]
    public void Value_that_the_server_refuses_is_InvalidParameter_and_names_it()
    {
        var error = bench.Run("Invoke-ApertisChat hello -MaxTokens 2000000000").OnlyError();

        Assert.Equal("InvalidParameter", error.Id());
        Assert.Contains("max_tokens", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void Conversation_too_long_for_the_model_is_ContextLengthExceeded()
    {
        var error = bench.Run("Invoke-ApertisChat ('word ' * 1100000) -Model gpt-4.1").OnlyError();

        Assert.Equal("ContextLengthExceeded", error.Id());
        Assert.Contains("chunks", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }
}
