using System.Text.Json;
using System.Text.Json.Nodes;
using Apertis.Client.Chat;
using Apertis.Client.Tests.Support;
using Apertis.Gateway;

namespace Apertis.Client.Tests.Chat;

/// <summary>The bodies of requests, as they arrive at the gateway.</summary>
public sealed class ChatBodyTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private const string Bare = """{"model":"gpt-4.1","messages":[{"role":"user","content":"Hello"}]""";

    private readonly GatewayServer _gateway = fixture.Gateway;

    public static TheoryData<string, string> Options
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var (name, (_, sent)) in Cases)
            {
                cases.Add(name, sent);
            }

            return cases;
        }
    }

    private static Dictionary<string, (Func<ChatRequest, ChatRequest> With, string Sent)> Cases { get; } = new()
    {
        ["stop"] = (request => request with { Stop = ["a", "b"] }, "\"stop\":[\"a\",\"b\"]"),
        ["seed"] = (request => request with { Seed = long.MaxValue }, "\"seed\":9223372036854775807"),
        ["seed 0"] = (request => request with { Seed = 0 }, "\"seed\":0"),
        ["reasoning effort"] = (request => request with { ReasoningEffort = "high" }, "\"reasoning_effort\":\"high\""),
        ["count"] = (request => request with { Count = 3 }, "\"n\":3"),
        ["response format"] = (request => request with { ResponseFormat = new JsonObject { ["type"] = "json_object" } }, "\"response_format\":{\"type\":\"json_object\"}"),
        ["tools"] = (request => request with { Tools = [new JsonObject { ["type"] = "function", ["function"] = new JsonObject { ["name"] = "f" } }] }, "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]"),
        ["fallback models"] = (request => request with { FallbackModels = ["gpt-4o", "o3"], FallbackTimeout = TimeSpan.FromSeconds(7.5) }, "\"fallback_models\":[\"gpt-4o\",\"o3\"],\"fallback_timeout\":7500"),
        ["compression"] = (request => request with { Compression = new JsonObject { ["enabled"] = true, ["strategy"] = "on" } }, "\"compression\":{\"enabled\":true,\"strategy\":\"on\"}"),
        ["stream"] = (request => request with { OnDelta = _ => { } }, "\"stream\":true,\"stream_options\":{\"include_usage\":true}"),
        ["additional"] = (request => request with { AdditionalProperties = new JsonObject { ["x"] = null, ["user"] = "me" } }, "\"x\":null,\"user\":\"me\""),
        ["additional wins"] = (request => request with { Temperature = 1, Seed = 1, AdditionalProperties = new JsonObject { ["temperature"] = 0.5, ["seed"] = 2 } }, "\"temperature\":0.5,\"seed\":2"),
        ["additional null wins"] = (request => request with { Temperature = 1, AdditionalProperties = new JsonObject { ["temperature"] = null } }, "\"temperature\":null"),
    };

    [Theory]
    [MemberData(nameof(Options))]
    public async Task Each_option_is_sent_under_its_name_in_the_API(string name, string sent) =>
        Assert.Equal($"{Bare},{sent}}}", await SentAsync(Cases[name].With(Lab.Prompt())));

    [Fact]
    public async Task Additional_fields_win_over_the_model_and_the_messages_too()
    {
        var request = Lab.Prompt() with { AdditionalProperties = new JsonObject { ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "x" }), ["model"] = "gpt-4o" } };

        Assert.Equal("""{"messages":[{"role":"user","content":"x"}],"model":"gpt-4o"}""", await SentAsync(request));
    }

    [Theory]
    [InlineData("gpt-4.1", "gpt-4.1:web")]
    [InlineData("gpt-4.1:web", "gpt-4.1:web")]
    public async Task A_web_search_is_a_suffix_of_the_model(string model, string sent)
    {
        var baseUri = _gateway.WithFault("none");

        var result = await new Lab(baseUri).ChatAsync(Lab.Prompt(model: model) with { SearchesWeb = true });

        Assert.Contains($"\"model\":\"{sent}\"", Assert.Single(_gateway.RequestsTo(baseUri)).Body, StringComparison.Ordinal);
        Assert.Equal(model, result.RequestedModel);
        Assert.NotEmpty(result.WebSources!);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Web_sources_of_a_stream_are_read_from_both_of_their_places(bool inMessage)
    {
        var result = await new Lab(_gateway.WithFault(inMessage ? "web-sources-in-message" : "none")).ChatAsync(Lab.Prompt() with { SearchesWeb = true, OnDelta = _ => { } });
        var whole = await new Lab(_gateway.BaseUri).ChatAsync(Lab.Prompt() with { SearchesWeb = true });

        Assert.Equal(whole.WebSources, result.WebSources);
    }

    [Fact]
    public async Task A_web_search_of_a_free_model_is_refused_without_a_request()
    {
        var baseUri = _gateway.WithFault("none");

        var exception = await new Lab(baseUri).ChatFailureAsync(Lab.Prompt(model: "google/gemma-3-4b-it:free") with { SearchesWeb = true });

        Assert.Equal(("InvalidParameter", ProblemCategory.Request), (exception.Problem, exception.Category));
        Assert.Contains("google/gemma-3-4b-it:free", exception.Message, StringComparison.Ordinal);
        Assert.Contains(":free", string.Join('\n', exception.RecommendedActions), StringComparison.Ordinal);
        Assert.Empty(_gateway.RequestsTo(baseUri));
    }

    [Fact]
    public async Task A_conversation_is_sent_before_the_prompt_and_goes_on_with_the_answer()
    {
        var call = new ChatToolCall { Id = "c1", Name = "look", Arguments = "{}" };
        var request = Lab.Prompt("And now?") with
        {
            SystemMessage = "Be brief.",
            Messages =
            [
                new ChatMessage("user", "First") { Images = [new ChatImage { Url = "https://e.x/a.png" }] },
                new ChatMessage("assistant", null) { ToolCalls = [call] },
                new ChatMessage("tool", "found") { ToolCallId = "c1" },
                new ChatMessage("assistant", "Well"),
            ],
        };
        var baseUri = _gateway.WithFault("none");

        var result = await new Lab(baseUri).ChatAsync(request);

        Assert.Equal(
            """{"model":"gpt-4.1","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":[{"type":"text","text":"First"},{"type":"image_url","image_url":{"url":"https://e.x/a.png"}}]},{"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"look","arguments":"{}"}}]},{"role":"tool","content":"found","tool_call_id":"c1"},{"role":"assistant","content":"Well"},{"role":"user","content":"And now?"}]}""",
            Assert.Single(_gateway.RequestsTo(baseUri)).Body);
        Assert.Equal(["system", "user", "assistant", "tool", "assistant", "user", "assistant"], result.Messages.Select(message => message.Role));
        Assert.Equal("You said: And now?", result.Messages[^1].Content);
    }

    [Fact]
    public async Task A_conversation_needs_no_further_prompt_but_a_blank_one_is_refused()
    {
        var request = Lab.Prompt(null) with { IsConversation = true, Messages = [new ChatMessage("user", "First")] };

        Assert.Equal("You said: First", (await new Lab(_gateway.BaseUri).ChatAsync(request)).Content);
        Assert.Equal("InvalidMessage", (await new Lab(_gateway.BaseUri).ChatFailureAsync(request with { Input = new ChatInput { Index = 0, Prompt = " " } })).Problem);
    }

    [Fact]
    public async Task Images_go_with_the_prompt()
    {
        var request = Lab.Prompt() with { Images = [new ChatImage { Url = "https://e.x/a.png" }, new ChatImage { Url = "data:image/gif;base64,R0lG" }] };

        Assert.Equal(
            """{"model":"gpt-4.1","messages":[{"role":"user","content":[{"type":"text","text":"Hello"},{"type":"image_url","image_url":{"url":"https://e.x/a.png"}},{"type":"image_url","image_url":{"url":"data:image/gif;base64,R0lG"}}]}]}""",
            await SentAsync(request));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Several_answers_tool_calls_and_reasoning_come_of_either_kind_of_answer(bool isStreamed)
    {
        var lab = new Lab(_gateway.BaseUri);
        Action<ChatDelta>? onDelta = isStreamed ? _ => { } : null;

        var several = await lab.ChatAsync(Lab.Prompt("x") with { Count = 3, OnDelta = onDelta });
        var tool = await lab.ChatAsync(Lab.Prompt("use the tool") with { Tools = (JsonArray)JsonNode.Parse("""[{"type":"function","function":{"name":"look"}}]""")!, OnDelta = onDelta });
        var thought = await lab.ChatAsync(Lab.Prompt("x y") with { ReasoningEffort = "low", OnDelta = onDelta });
        var fallen = await lab.ChatAsync(Lab.Prompt("x", "overloaded-model") with { FallbackModels = ["gpt-4o"], OnDelta = onDelta });

        Assert.Equal(["You said: x", "You said: x (choice 2)", "You said: x (choice 3)"], several.Choices.Select(choice => choice.Message.Content));
        Assert.Equal([0, 1, 2], several.Choices.Select(choice => choice.Index));
        Assert.Equal(("look", "{}", "tool_calls"), (tool.ToolCalls![0].Name, tool.ToolCalls[0].Arguments, tool.FinishReason));
        Assert.Null(tool.Content);
        Assert.Equal("Thinking about: x y", thought.Reasoning);
        Assert.Equal(new ChatFallback { Used = true, From = "overloaded-model", Model = "gpt-4o", Reason = "model_overloaded" }, fallen.Fallback);
        Assert.Equal(("gpt-4o", "overloaded-model"), (fallen.Model, fallen.RequestedModel));
        Assert.Equal(TimeSpan.FromMilliseconds(120), fallen.Usage!.Latency!.EngineTimeToFirstToken);
    }

    // Without escapes, as the text of the body is compared.
    private async Task<string> SentAsync(ChatRequest request)
    {
        var baseUri = _gateway.WithFault("none");
        await new Lab(baseUri).ChatAsync(request);
        var body = Assert.Single(_gateway.RequestsTo(baseUri)).Body;
        JsonDocument.Parse(body).Dispose();
        return body;
    }
}
