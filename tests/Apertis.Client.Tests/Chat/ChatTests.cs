using System.Text.Json;
using Apertis.Client.Chat;
using Apertis.Client.Tests.Support;
using Apertis.Gateway;

namespace Apertis.Client.Tests.Chat;

/// <summary>Prompts as they are sent, and answers as they are read.</summary>
public sealed class ChatTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private readonly GatewayServer _gateway = fixture.Gateway;

    [Fact]
    public async Task A_bare_prompt_is_sent_with_its_model_and_nothing_else()
    {
        using var body = await SentAsync(Lab.Prompt("Hello"));

        Assert.Equal("""{"model":"gpt-4.1","messages":[{"role":"user","content":"Hello"}]}""", JsonSerializer.Serialize(body.RootElement));
    }

    [Fact]
    public async Task Every_option_is_sent_under_its_name_in_the_API()
    {
        using var body = await SentAsync(Lab.Prompt("Hello") with { SystemMessage = "Be brief.", Temperature = 0.7, TopP = 0.25, MaxTokens = 50 });

        Assert.Equal(
            """{"model":"gpt-4.1","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Hello"}],"temperature":0.7,"top_p":0.25,"max_tokens":50}""",
            JsonSerializer.Serialize(body.RootElement));
    }

    [Fact]
    public async Task An_answer_fills_the_result()
    {
        var result = await new Lab(_gateway.BaseUri).ChatAsync(new ChatRequest { Input = new ChatInput { Index = 7, Prompt = "two words" }, Model = "gpt-4o" });

        Assert.Equal("You said: two words", result.Content);
        Assert.Equal("You said: two words", result.ToString());
        Assert.Equal(("assistant", "gpt-4o", "gpt-4o", "stop", true), (result.Role, result.Model, result.RequestedModel, result.FinishReason, result.IsComplete));
        Assert.Equal((2L, 4L, 6L), (result.Usage!.PromptTokens, result.Usage.CompletionTokens, result.Usage.TotalTokens));
        Assert.True(result.Usage.Latency!.Total >= result.Usage.Latency.EngineTimeToFirstToken);
        Assert.Equal((7, "two words"), (result.Index, result.Prompt));
        Assert.Equal(["two words", "You said: two words"], result.Messages.Select(message => message.Content));
        Assert.Equal(["user", "assistant"], result.Messages.Select(message => message.Role));
        Assert.StartsWith("req-", result.RequestId, StringComparison.Ordinal);
        Assert.NotNull(result.Created);
        Assert.Equal((1500L, 1499L), (result.RateLimit!.Limit, result.RateLimit.Remaining));
        Assert.Null(result.Fallback);
        Assert.Null(result.ToolCalls);
        Assert.Null(result.WebSources);
        Assert.Null(result.Reasoning);
        Assert.Single(result.Choices);
        Assert.Single(result.Attempts);
        Assert.Equal(200, result.Response!.StatusCode);
        Assert.Equal(result.RequestId, result.Response.Headers["X-Request-ID"]);
        Assert.Contains("\"chat.completion\"", result.Response.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_cut_by_its_length_limit_is_kept_and_not_complete()
    {
        var result = await new Lab(_gateway.BaseUri).ChatAsync(Lab.Prompt("one two three") with { MaxTokens = 3 });

        Assert.Equal(("You said: one", "length", false), (result.Content, result.FinishReason, result.IsComplete));
    }

    [Fact]
    public async Task Web_sources_are_read_from_both_of_their_places()
    {
        var outside = await new Lab(_gateway.BaseUri).ChatAsync(Lab.Prompt(model: "gpt-4.1:web"));
        var inside = await new Lab(_gateway.WithFault("web-sources-in-message")).ChatAsync(Lab.Prompt(model: "gpt-4.1:web"));

        Assert.Equal(("Example source 1", "https://example.com/source/1", "What source 1 says."), (outside.WebSources![0].Title, outside.WebSources[0].Url, outside.WebSources[0].Snippet));
        Assert.Equal(outside.WebSources, inside.WebSources);
        Assert.Equal(("gpt-4.1", "gpt-4.1:web"), (outside.Model, outside.RequestedModel));
    }

    [Fact]
    public async Task Optional_fields_of_odd_types_are_as_good_as_missing()
    {
        var result = await new Lab(_gateway.WithFault("odd-types")).ChatAsync();

        Assert.Equal(("You said: Hello", "gpt-4.1"), (result.Content, result.Model));
        Assert.Null(result.Usage);
        Assert.Null(result.Created);
        Assert.Null(result.TokensPerSecond);
    }

    [Theory]
    [InlineData("no-choices", "choices")]
    [InlineData("login-page", "Guest network: sign in")]
    [InlineData("empty", "empty")]
    [InlineData("not-json", "This is not JSON.")]
    [InlineData("truncated", "broke off")]
    public async Task An_answer_that_makes_no_sense_says_what_it_is(string fault, string said)
    {
        var exception = await new Lab(_gateway.WithFault(fault)).ChatFailureAsync();

        Assert.Equal(("ResponseMalformed", 200, ProblemCategory.Server), (exception.Problem, exception.StatusCode, exception.Category));
        Assert.Contains(said, exception.Message, StringComparison.Ordinal);
        Assert.Contains(exception.RecommendedActions, action => action.Contains("/v1 is in use", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_filtered_answer_without_text_is_a_policy_violation()
    {
        var exception = await new Lab(_gateway.WithFault("content-filter")).ChatFailureAsync();

        Assert.Equal(("ContentPolicyViolation", 200), (exception.Problem, exception.StatusCode));
    }

    [Fact]
    public async Task A_filtered_answer_with_text_keeps_it_and_is_not_complete()
    {
        await using var server = Answering("""{"choices":[{"message":{"content":"So far"},"finish_reason":"content_filter"}]}""");

        var result = await new Lab(server.BaseUri).ChatAsync();

        Assert.Equal(("So far", false), (result.Content, result.IsComplete));
    }

    [Fact]
    public async Task An_error_in_a_200_answer_is_that_error()
    {
        var exception = await new Lab(_gateway.WithFault("error-in-200", ("code", "insufficient_balance"))).ChatFailureAsync();

        Assert.Equal(("InsufficientBalance", 200, "insufficient_balance"), (exception.Problem, exception.StatusCode, exception.Code));
    }

    [Fact]
    public async Task An_unknown_error_in_a_200_answer_shows_what_the_server_said()
    {
        await using var server = Answering("""{"error":{"message":"The moon is in the wrong phase","code":"moon_phase"}}""");

        var exception = await new Lab(server.BaseUri).ChatFailureAsync();

        Assert.Equal("ResponseMalformed", exception.Problem);
        Assert.Contains("The moon is in the wrong phase", Shown.In(exception), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a")]
    [InlineData(" leading and trailing ")]
    [InlineData("Zürich, Ærøskøbing, Łódź, 東京, Ελλάδα, עברית")]
    [InlineData("😀👩‍👩‍👧‍👦🏳️‍🌈")]
    [InlineData("e\u0301 and \u00e9")]
    [InlineData("quotes \" ' ` and \\ and / and <tag> & entities &amp;")]
    [InlineData("line\nfeed\r\nand\ttab")]
    [InlineData("control \u0001\u001b[31m\u007f characters")]
    [InlineData("zero\u200bwidth\ufeff and \u202eoverride")]
    [InlineData("\u2028\u2029")]
    [InlineData("{\"json\":[1,2]}")]
    [InlineData("\u0000nul")]
    public async Task A_prompt_arrives_and_an_answer_returns_character_by_character(string text)
    {
        var result = await new Lab(_gateway.BaseUri).ChatAsync(Lab.Prompt($".{text}."));

        Assert.Equal($"You said: .{text}.", result.Content);
        Assert.Equal($".{text}.", result.Prompt);
    }

    [Fact]
    public async Task A_very_long_prompt_and_answer_come_through()
    {
        var text = string.Concat(Enumerable.Repeat("héllo wörld 😀", 50_000)).Replace(" ", "_", StringComparison.Ordinal);

        Assert.Equal($"You said: {text}", (await new Lab(_gateway.BaseUri).ChatAsync(Lab.Prompt(text))).Content);
    }

    [Fact]
    public async Task Half_a_character_in_a_prompt_is_sent_as_a_replacement()
    {
        using var body = await SentAsync(Lab.Prompt("broken \ud83d emoji"));

        Assert.Equal("broken \ufffd emoji", body.RootElement.GetProperty("messages")[0].GetProperty("content").GetString());
    }

    [Fact]
    public async Task Half_a_character_in_an_answer_does_not_cost_the_rest_of_it()
    {
        await using var server = Answering("""{"choices":[{"message":{"role":"assistant","content":"Cut in the middle \ud83d"},"finish_reason":"length"}]}""");

        var result = await new Lab(server.BaseUri).ChatAsync();

        Assert.StartsWith("Cut in the middle ", result.Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_do_not_cost_the_rest_of_an_answer()
    {
        byte[] body = [.. "{\"choices\":[{\"message\":{\"content\":\"Cut in the middle "u8, 0xC3, .. "\"}}]}"u8];
        await using var server = ScriptedServer.Sending(ScriptedServer.Http(200, body));

        var result = await new Lab(server.BaseUri).ChatAsync();

        Assert.StartsWith("Cut in the middle ", result.Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_that_looks_like_an_escape_is_left_alone()
    {
        var result = await new Lab(_gateway.BaseUri).ChatAsync(Lab.Prompt("C:\\ud83d and \\u0041 and %41 and &#65;"));

        Assert.Equal("You said: C:\\ud83d and \\u0041 and %41 and &#65;", result.Content);
    }

    [Theory]
    [InlineData("{\"\\ud83d xxxxxxxxxxxxxxxx\":1,\"choices\":[{\"message\":{\"content\":\"Hi\"}}]}")]
    [InlineData("{\"choices\":[{\"message\":{\"\\ud83d xxxxxxxxxxxxxxxx\":1,\"content\":\"Hi\"}}]}")]
    [InlineData("{\"choices\":[{\"message\":{\"content\":\"Hi\",\"role\":null},\"index\":null,\"finish_reason\":7,\"\\ud83d xxxxxxxxxxxxxxxx\":1}]}")]
    [InlineData("{\"choices\":[{\"message\":{\"content\":\"Hi\"},\"index\":99999999999999999999}]}")]
    [InlineData("{\"choices\":[null,5,{},{\"message\":null},{\"message\":{\"content\":\"Hi\"}}]}")]
    [InlineData("\uFEFF{\"choices\":[{\"message\":{\"content\":\"Hi\"}}]}")]
    [InlineData("{\"choices\":[{\"message\":{\"content\":[{\"type\":\"text\",\"text\":\"H\"},{\"type\":\"text\",\"text\":\"i\"},{\"type\":\"image\"}]}}]}")]
    [InlineData("{\"usage\":{\"prompt_tokens\":1e400,\"completion_tokens\":1.5,\"total_tokens\":\"3\"},\"created\":1e300,\"choices\":[{\"message\":{\"content\":\"Hi\"}}]}")]
    [InlineData("{\"error\":null,\"choices\":[{\"message\":{\"content\":\"Hi\"}}]}")]
    [InlineData("{\"choices\":[{\"message\":{\"content\":\"Hi\",\"tool_calls\":[null,{},{\"function\":5}]}}],\"web_sources\":[null,{\"title\":5}]}")]
    public async Task An_odd_answer_with_text_in_it_gives_its_text(string body)
    {
        await using var server = Answering(body);

        Assert.Equal("Hi", (await new Lab(server.BaseUri).ChatAsync()).Content);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("5")]
    [InlineData("null")]
    [InlineData("{\"choices\":{}}")]
    [InlineData("{\"choices\":[{\"message\":\"Hi\"}]}")]
    [InlineData("{\"choices\":[]}{\"choices\":[]}")]
    public async Task JSON_that_is_no_answer_is_malformed(string body)
    {
        await using var server = Answering(body);

        Assert.Equal("ResponseMalformed", (await new Lab(server.BaseUri).ChatFailureAsync()).Problem);
    }

    [Fact]
    public async Task Several_answers_tools_reasoning_and_usage_are_read()
    {
        await using var server = Answering("""
            {"model":"other","created":1704067200,"usage":{"prompt_tokens":5,"completion_tokens":7,"total_tokens":12,"prompt_tokens_details":{"cached_tokens":4},"completion_tokens_details":{"reasoning_tokens":3}},
             "choices":[{"index":0,"message":{"role":"assistant","content":null,"reasoning_content":"Hm","tool_calls":[{"id":"call_1","function":{"name":"look","arguments":"{\"x\":1}"}}]},"finish_reason":"tool_calls"},
                        {"index":1,"message":{"role":"assistant","content":"Second"},"finish_reason":"stop"}]}
            """);

        var result = await new Lab(server.BaseUri).ChatAsync();

        Assert.Null(result.Content);
        Assert.Equal(("other", Lab.Model), (result.Model, result.RequestedModel));
        Assert.Equal(new ChatUsage { PromptTokens = 5, CompletionTokens = 7, TotalTokens = 12, CachedTokens = 4, ReasoningTokens = 3 }, result.Usage);
        Assert.Equal("Hm", result.Reasoning);
        Assert.Equal(new ChatToolCall { Id = "call_1", Name = "look", Arguments = "{\"x\":1}" }, Assert.Single(result.ToolCalls!));
        Assert.Equal([null, "Second"], result.Choices.Select(choice => choice.Message.Content));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1704067200), result.Created);
        Assert.True(result.IsComplete);
    }

    [Fact]
    public async Task What_the_fallback_did_is_told()
    {
        await using var server = Answering(
            """{"choices":[{"message":{"content":"Hi"}}]}""",
            "X-Fallback-Used: true\r\nX-Fallback-From: one\r\nX-Actual-Model: two\r\nX-Fallback-Reason: model_overloaded\r\n");

        Assert.Equal(new ChatFallback { Used = true, From = "one", Model = "two", Reason = "model_overloaded" }, (await new Lab(server.BaseUri).ChatAsync()).Fallback);
    }

    [Fact]
    public async Task Text_is_never_altered_although_the_response_around_it_is_redacted()
    {
        const string Key = GatewayKeys.Good;
        await using var server = Answering(
            $$"""{"model":"m-{{Key}}","choices":[{"message":{"role":"assistant","content":"Your key is {{Key}}","reasoning_content":"Key {{Key}}"},"finish_reason":"{{Key}}"}],"web_sources":[{"title":"{{Key}}"}]}""",
            $"X-Echo: {Key}\r\nx-request-id: req-{Key}\r\n");

        var result = await new Lab(server.BaseUri).ChatAsync(Lab.Prompt($"Is it {Key}?"));

        Assert.Equal($"Your key is {Key}", result.Content);
        Assert.Equal($"Key {Key}", result.Reasoning);
        Assert.Equal($"Is it {Key}?", result.Prompt);
        Assert.DoesNotContain(Key[..8], $"{result.Response!.Body} {result.Response.Headers["X-Echo"]} {result.RequestId} {result.Model} {result.WebSources![0].Title}", StringComparison.Ordinal);
        Assert.DoesNotContain(Key[..8], $"{result.FinishReason}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("\r\n\t")]
    public async Task A_blank_prompt_is_refused_without_a_request(string? prompt)
    {
        var baseUri = _gateway.WithFault("none");

        var exception = await new Lab(baseUri).ChatFailureAsync(Lab.Prompt(prompt));

        Assert.Equal(("InvalidMessage", ProblemCategory.Request), (exception.Problem, exception.Category));
        Assert.Empty(exception.Attempts);
        Assert.Empty(_gateway.RequestsTo(baseUri));
    }

    [Theory]
    [InlineData("gpt4o", "gpt-4o")]
    [InlineData("GPT-4.1", "gpt-4.1")]
    public async Task A_model_that_does_not_exist_is_answered_with_near_ids(string model, string meant)
    {
        var baseUri = _gateway.WithFault("none");

        var exception = await new Lab(baseUri).ChatFailureAsync(Lab.Prompt(model: model));

        Assert.Equal(("ModelNotFound", meant), (exception.Problem, exception.Evidence["NearestModels"]));
        Assert.Contains(exception.RecommendedActions, action => action.Contains($"Did you mean {meant}?", StringComparison.Ordinal));
        Assert.Equal(["POST", "GET"], _gateway.RequestsTo(baseUri).Select(request => request.Method));
        Assert.DoesNotContain("Authorization", _gateway.RequestsTo(baseUri)[1].Headers.Keys);
    }

    [Theory]
    [InlineData("service_unavailable")]
    [InlineData("login-page")]
    [InlineData("reset")]
    public async Task Near_ids_that_can_not_be_had_leave_the_failure_as_it_is(string fault)
    {
        var baseUri = _gateway.WithFault(fault, ("on", "catalogue"));

        var exception = await new Lab(baseUri).ChatFailureAsync(Lab.Prompt(model: "gpt4o"));

        Assert.Equal("ModelNotFound", exception.Problem);
        Assert.False(exception.Evidence.ContainsKey("NearestModels"));
        Assert.DoesNotContain(exception.RecommendedActions, action => action.Contains("Did you mean", StringComparison.Ordinal));
        Assert.Equal(2, _gateway.RequestsTo(baseUri).Count);
    }

    [Fact]
    public async Task Near_ids_are_asked_for_once_by_a_client_however_many_prompts_fail()
    {
        var baseUri = _gateway.WithFault("none");
        var chat = new Lab(baseUri).Client.Chat();

        for (var call = 0; call < 3; call++)
        {
            await Assert.ThrowsAsync<ApertisException>(() => chat.SendAsync(Lab.Prompt(model: "gpt4o"), default));
        }

        Assert.Single(_gateway.RequestsTo(baseUri), request => request.Method == "GET");
    }

    [Fact]
    public async Task Near_ids_are_not_asked_for_when_nothing_is_left_of_the_time()
    {
        Lab? lab = null;
        var observer = new RecordingObserver { OnAttempt = _ => lab!.Clock.Advance(TimeSpan.FromSeconds(120)) };
        var baseUri = _gateway.WithFault("none");
        lab = new Lab(baseUri, observer: observer);

        var exception = await lab.ChatFailureAsync(Lab.Prompt(model: "gpt4o"));

        Assert.Equal("ModelNotFound", exception.Problem);
        Assert.Single(_gateway.RequestsTo(baseUri));
    }

    [Fact]
    public async Task Near_ids_that_take_too_long_are_left_out()
    {
        await using var server = ScriptedServer.Sending(number => number == 1 ? ScriptedServer.Http(404, "{\"error\":{\"code\":\"model_not_found\"}}"u8.ToArray()) : []);
        var lab = new Lab(server.BaseUri);

        var call = lab.ChatFailureAsync();
        await server.AskedAsync(2);
        lab.Clock.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal("ModelNotFound", (await call.Soon("the call")).Problem);
    }

    [Fact]
    public void Without_a_key_there_is_no_chat()
    {
        var exception = Assert.Throws<ApertisException>(() => new Lab(_gateway.BaseUri, key: null).Client.Chat());

        Assert.Equal(("MissingApiKey", ProblemCategory.Authentication), (exception.Problem, exception.Category));
    }

    private static ScriptedServer Answering(string body, string headers = "") => ScriptedServer.Answering(200, body, headers);

    private async Task<JsonDocument> SentAsync(ChatRequest request)
    {
        var baseUri = _gateway.WithFault("none");
        await new Lab(baseUri).ChatAsync(request);
        return JsonDocument.Parse(Assert.Single(_gateway.RequestsTo(baseUri)).Body);
    }
}
