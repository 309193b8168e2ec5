using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Apertis.Client.Chat;
using Apertis.Client.Tests.Support;
using Apertis.Gateway;

namespace Apertis.Client.Tests.Chat;

/// <summary>What becomes of a stream that goes wrong, and of one that is no stream.</summary>
public sealed class StreamingFaultTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private const string Role = """data: {"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}""" + "\n\n";
    private const string Hi = """data: {"choices":[{"index":0,"delta":{"content":"Hi"}}]}""" + "\n\n";

    private readonly GatewayServer _gateway = fixture.Gateway;

    [Fact]
    public async Task A_stream_gives_what_the_whole_answer_gives_and_when_it_began()
    {
        var deltas = new List<ChatDelta>();
        var streamed = await new Lab(_gateway.BaseUri, time: TimeProvider.System).ChatAsync(Streamed(deltas.Add, "one two"));
        var whole = await new Lab(_gateway.BaseUri).ChatAsync(Lab.Prompt("one two"));

        Assert.Equal((whole.Content, whole.FinishReason, whole.Model, whole.Role, whole.IsComplete), (streamed.Content, streamed.FinishReason, streamed.Model, streamed.Role, streamed.IsComplete));
        Assert.Equal(whole.Usage, streamed.Usage);
        Assert.Equal(["You", " said:", " one", " two"], deltas.Select(delta => delta.Content));
        Assert.Equal(deltas[0].Elapsed, streamed.TimeToFirstToken);
        Assert.Equal(deltas.Select(delta => delta.Elapsed).Order(), deltas.Select(delta => delta.Elapsed));
        Assert.InRange(streamed.TimeToFirstToken!.Value, TimeSpan.Zero, streamed.Duration);
        Assert.True(streamed.TokensPerSecond > 0);
        Assert.Null(whole.TimeToFirstToken);
        Assert.StartsWith("req-", streamed.RequestId, StringComparison.Ordinal);
        Assert.NotNull(streamed.RateLimit);
        Assert.NotNull(streamed.Created);
    }

    [Theory]
    [InlineData("stream-cut", "StreamIncomplete")]
    [InlineData("stream-end", "StreamIncomplete")]
    [InlineData("stream-malformed", "StreamMalformed")]
    [InlineData("stream-error", "UpstreamError")]
    public async Task A_stream_that_breaks_keeps_what_came_and_is_not_repeated(string fault, string problem)
    {
        var baseUri = _gateway.WithFault(fault, ("times", "1"));
        var deltas = new List<ChatDelta>();

        var exception = await new Lab(baseUri).ChatFailureAsync(Streamed(deltas.Add, "a b c"));

        Assert.Equal(problem, exception.Problem);
        Assert.Equal(("You said:", false, 3, "a b c"), (exception.PartialResult!.Content, exception.PartialResult.IsComplete, exception.PartialResult.Index, exception.PartialResult.Prompt));
        Assert.Equal("You said:", string.Concat(deltas.Select(delta => delta.Content)));
        Assert.Null(exception.PartialResult.FinishReason);
        Assert.Equal("You said:", exception.PartialResult.Messages[^1].Content);
        Assert.Single(_gateway.RequestsTo(baseUri));
        Assert.Single(exception.Attempts);
        Assert.Equal(exception.RequestId, exception.PartialResult.RequestId);
        Assert.NotNull(exception.RequestId);
    }

    [Theory]
    [InlineData("stream-cut", null)]
    [InlineData("stream-end", null)]
    [InlineData("stream-error", "upstream_error")]
    [InlineData("stream-error", "model_overloaded")]
    [InlineData("stream-error", "something_new")]
    public async Task A_stream_of_which_nothing_was_delivered_is_repeated(string fault, string? code)
    {
        var baseUri = code is null ? _gateway.WithFault(fault, ("after", "1"), ("times", "1")) : _gateway.WithFault(fault, ("after", "1"), ("times", "1"), ("code", code));
        var deltas = new List<ChatDelta>();

        var result = await new Lab(baseUri).ChatAsync(Streamed(deltas.Add));

        Assert.Equal(("You said: Hello", true, 2), (result.Content, result.IsComplete, result.Attempts.Count));
        Assert.Equal("You said: Hello", string.Concat(deltas.Select(delta => delta.Content)));
        Assert.Equal(2, _gateway.RequestsTo(baseUri).Count);
    }

    [Theory]
    [InlineData("stream-malformed", "StreamMalformed", null)]
    [InlineData("stream-error", "QuotaExceeded", "quota_exceeded")]
    [InlineData("stream-error", "ContextLengthExceeded", "context_length_exceeded")]
    public async Task A_stream_whose_problem_does_not_pass_is_not_repeated_even_when_nothing_was_delivered(string fault, string problem, string? code)
    {
        var baseUri = code is null ? _gateway.WithFault(fault, ("after", "1"), ("times", "1")) : _gateway.WithFault(fault, ("after", "1"), ("times", "1"), ("code", code));

        var exception = await new Lab(baseUri).ChatFailureAsync(Streamed());

        Assert.Equal(problem, exception.Problem);
        Assert.Null(exception.PartialResult);
        Assert.Single(_gateway.RequestsTo(baseUri));
    }

    [Theory]
    [InlineData("""{"error":{"message":"m","type":"rate_limit_error","code":"rate_limit_exceeded"}}""", "RateLimitExceeded")]
    [InlineData("""{"error":{"message":"m","code":429}}""", "RateLimitExceeded")]
    [InlineData("""{"error":{"message":"m","code":503}}""", "ServiceUnavailable")]
    [InlineData("""{"error":{"message":"m","code":12}}""", "InternalError")]
    [InlineData("""{"error":{"message":"m","code":"moon_phase"}}""", "InternalError")]
    [InlineData("""{"error":"m"}""", "InternalError")]
    [InlineData("""{"choices":[],"error":{"message":"m"}}""", "InternalError")]
    public async Task An_error_event_is_that_error_and_the_text_is_kept(string data, string problem)
    {
        await using var server = ScriptedServer.Sending(Stream($"{Role}{Hi}data: {data}\n\ndata: [DONE]\n\n"));

        var exception = await new Lab(server.BaseUri).ChatFailureAsync(Streamed());

        Assert.Equal((problem, "Hi"), (exception.Problem, exception.PartialResult!.Content));
        Assert.Contains("m", exception.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("stream-no-done", "stop")]
    [InlineData("stream-no-finish", null)]
    public async Task Either_end_mark_makes_a_stream_whole(string fault, string? reason)
    {
        var result = await new Lab(_gateway.WithFault(fault)).ChatAsync(Streamed());

        Assert.Equal(("You said: Hello", true, reason), (result.Content, result.IsComplete, result.FinishReason));
        Assert.NotNull(result.Usage);
    }

    [Fact]
    public async Task Comments_do_not_keep_a_stalled_stream_alive()
    {
        var baseUri = _gateway.WithFault("stream-stall", ("ms", "10"));
        var lab = new Lab(baseUri, with: options => options with { OperationTimeout = TimeSpan.FromSeconds(0.2) }, time: TimeProvider.System);

        var exception = await lab.ChatFailureAsync(Streamed());

        Assert.Equal(("StreamStalled", ProblemCategory.Streaming, "You said:"), (exception.Problem, exception.Category, exception.PartialResult!.Content));
        Assert.Contains("0.2 s", exception.Message, StringComparison.Ordinal);
        Assert.Contains("-OperationTimeoutSeconds", exception.Message, StringComparison.Ordinal);
        Assert.Single(_gateway.RequestsTo(baseUri));
    }

    [Fact]
    public async Task A_stall_before_anything_was_delivered_is_repeated()
    {
        var baseUri = _gateway.WithFault("stream-stall", ("ms", "10"), ("after", "1"), ("times", "1"));
        var lab = new Lab(baseUri, with: options => options with { OperationTimeout = TimeSpan.FromSeconds(0.2), MaximumRetryDelay = TimeSpan.FromSeconds(10) }, time: TimeProvider.System);

        var result = await lab.Client.Chat().SendAsync(Streamed(), default).Soon("the call");

        Assert.Equal(("You said: Hello", "StreamStalled"), (result.Content, result.Attempts[0].Problem));
    }

    [Fact]
    public async Task The_limit_of_a_gap_is_300_seconds_by_default_and_counts_from_the_last_event()
    {
        await using var server = ScriptedServer.Sending(Endless($"{Role}{Hi}: ping\n\n"));
        var lab = new Lab(server.BaseUri);
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        var call = lab.ChatFailureAsync(Streamed(_ => arrived.TrySetResult()));
        await arrived.Task.Soon("the text");
        await lab.Clock.TimerDueAsync(TimeSpan.FromSeconds(300));
        lab.Clock.Advance(TimeSpan.FromSeconds(300) - TimeSpan.FromMilliseconds(2));
        await Task.Delay(50);
        Assert.False(call.IsCompleted);
        lab.Clock.Advance(TimeSpan.FromMilliseconds(2));

        var exception = await call.Soon("the call");
        Assert.Equal(("StreamStalled", "Hi"), (exception.Problem, exception.PartialResult!.Content));
        Assert.Contains("300 s", exception.Message, StringComparison.Ordinal);
        await server.ClientLeft;
    }

    [Fact]
    public async Task A_stream_may_last_longer_than_the_limit_of_the_call_and_that_of_a_gap()
    {
        var lab = new Lab(_gateway.BaseUri);

        var result = await lab.ChatAsync(Streamed(_ => lab.Clock.Advance(TimeSpan.FromSeconds(200)), "one two three"));

        Assert.Equal("You said: one two three", result.Content);
        Assert.Equal(TimeSpan.FromSeconds(1000), result.Duration);
    }

    [Fact]
    public async Task Until_its_first_event_a_stream_is_under_the_limit_of_the_call()
    {
        await using var server = ScriptedServer.Sending(Endless(": ping\n\n"));
        var lab = new Lab(server.BaseUri);

        var call = lab.ChatFailureAsync(Streamed());
        await server.Asked;
        await lab.Clock.TimerDueAsync(TimeSpan.FromSeconds(300));
        lab.Clock.Advance(TimeSpan.FromSeconds(120));

        var exception = await call.Soon("the call");
        Assert.Equal("RequestTimedOut", exception.Problem);
        Assert.Contains("120 s, the limit set by -TimeoutSec", exception.Message, StringComparison.Ordinal);
        Assert.Null(exception.PartialResult);
    }

    [Fact]
    public async Task A_repeated_stream_is_under_the_limit_of_the_call_again()
    {
        await using var server = ScriptedServer.Sending(number => number == 1 ? Stream(Role) : []);
        var lab = new Lab(server.BaseUri);

        var call = lab.ChatFailureAsync(Streamed());
        await server.AskedAsync(2);
        lab.Clock.Advance(TimeSpan.FromSeconds(120));

        Assert.Equal("RequestTimedOut", (await call.Soon("the call")).Problem);
    }

    [Fact]
    public async Task No_compression_is_asked_for_when_streaming()
    {
        var baseUri = _gateway.WithFault("none");
        var lab = new Lab(baseUri);

        await lab.ChatAsync(Streamed());
        await lab.ChatAsync();

        var requests = _gateway.RequestsTo(baseUri);
        Assert.DoesNotContain("Accept-Encoding", requests[0].Headers.Keys);
        Assert.StartsWith("text/event-stream", requests[0].Headers["Accept"], StringComparison.Ordinal);
        Assert.Contains("Accept-Encoding", requests[1].Headers.Keys);
    }

    [Fact]
    public async Task Giving_up_in_the_middle_closes_the_connection()
    {
        await using var server = ScriptedServer.Sending(Endless(Role + Hi));
        using var stop = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new Lab(server.BaseUri).ChatAsync(Streamed(_ => stop.Cancel()), stop.Token));

        await server.ClientLeft;
    }

    [Fact]
    public async Task A_server_that_answers_JSON_instead_of_a_stream_is_understood()
    {
        var deltas = new List<ChatDelta>();
        var request = Streamed(deltas.Add) with { AdditionalProperties = new JsonObject { ["stream"] = false } };

        var result = await new Lab(_gateway.BaseUri).ChatAsync(request);

        Assert.Equal(("You said: Hello", true), (result.Content, result.IsComplete));
        Assert.True(deltas.Count == 0 || string.Concat(deltas.Select(delta => delta.Content)) == result.Content);
    }

    [Theory]
    [InlineData("login-page", "ResponseMalformed")]
    [InlineData("empty", "ResponseMalformed")]
    [InlineData("not-json", "ResponseMalformed")]
    [InlineData("truncated", "ResponseMalformed")]
    [InlineData("no-choices", "ResponseMalformed")]
    [InlineData("content-filter", "ContentPolicyViolation")]
    [InlineData("error-in-200", "InternalError")]
    [InlineData("edge-block", "EdgeBlocked")]
    [InlineData("quota_exceeded", "QuotaExceeded")]
    public async Task What_is_no_stream_is_reported_as_what_it_is(string fault, string problem)
    {
        var exception = await new Lab(_gateway.WithFault(fault), with: options => options with { MaximumRetryCount = 0 }).ChatFailureAsync(Streamed());

        Assert.Equal(problem, exception.Problem);
        Assert.Null(exception.PartialResult);
    }

    [Fact]
    public async Task A_field_of_the_body_may_ask_for_several_answers_too()
    {
        const string First = """data: {"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":"stop"}]}""" + "\n\n";
        await using var server = ScriptedServer.Sending(Stream(First));

        var exception = await new Lab(server.BaseUri).ChatFailureAsync(Streamed() with { AdditionalProperties = new JsonObject { ["n"] = 2 } });

        Assert.Equal(("StreamIncomplete", "a"), (exception.Problem, exception.PartialResult!.Content));
    }

    [Theory]
    [InlineData("data:\n\n")]
    [InlineData("data: \n\n")]
    [InlineData("event: ping\ndata: {}\n\n")]
    [InlineData("data: {\"choices\":null}\n\n")]
    [InlineData("data: {\"choices\":[null,5,{},{\"delta\":null},{\"delta\":{\"content\":null,\"tool_calls\":null}}],\"error\":null,\"usage\":null}\n\n")]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":5,\"role\":[]},\"finish_reason\":{}}],\"usage\":7,\"model\":9}\n\n")]
    public async Task An_odd_event_does_not_cost_the_answer(string odd)
    {
        await using var server = ScriptedServer.Sending(Stream($"{Role}{odd}{Hi}{odd}data: [DONE]\n\n"));

        Assert.Equal("Hi", (await new Lab(server.BaseUri).ChatAsync(Streamed())).Content);
    }

    [Fact]
    public async Task Pieces_of_a_tool_call_without_an_index_belong_to_the_latest()
    {
        const string Pieces = """
            data: {"choices":[{"delta":{"tool_calls":[{"id":"c1","function":{"name":"look","arguments":""}}]}}]}

            data: {"choices":[{"delta":{"tool_calls":[{"function":{"arguments":"{}"}}]}}]}

            data: {"choices":[{"delta":{"tool_calls":[{"id":"c2","function":{"name":"go","arguments":"[]"}}]},"finish_reason":"tool_calls"}]}


            """;
        await using var server = ScriptedServer.Sending(Stream(Pieces.ReplaceLineEndings("\n")));

        var result = await new Lab(server.BaseUri).ChatAsync(Streamed());

        Assert.Equal(
            [new ChatToolCall { Id = "c1", Name = "look", Arguments = "{}" }, new ChatToolCall { Id = "c2", Name = "go", Arguments = "[]" }],
            result.ToolCalls);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_do_not_cost_the_rest_of_a_stream()
    {
        byte[] answer = [.. Endless(Role + """data: {"choices":[{"delta":{"content":"cut """), 0xC3, .. Encoding.UTF8.GetBytes("\"}}]}\n\ndata: [DONE]\n\n")];
        await using var server = ScriptedServer.Sending(answer);

        Assert.StartsWith("cut ", (await new Lab(server.BaseUri).ChatAsync(Streamed())).Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Half_a_character_in_a_piece_does_not_cost_the_rest()
    {
        await using var server = ScriptedServer.Sending(Stream(Role + """data: {"choices":[{"delta":{"content":"cut \ud83d"}}]}""" + "\n\ndata: [DONE]\n\n"));

        Assert.StartsWith("cut ", (await new Lab(server.BaseUri).ChatAsync(Streamed())).Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_in_broken_events_and_errors_are_not_shown()
    {
        const string Key = GatewayKeys.Good;
        for (var padding = 150; padding <= 200; padding += 5)
        {
            await using var server = ScriptedServer.Sending(Stream($"{Role}{Hi}data: {new string('x', padding)}{Key} and so on\n\n"));
            var error = new JsonObject { ["error"] = new JsonObject { ["message"] = $"{new string('x', padding)} {Key}", ["type"] = Key, ["param"] = Key, ["code"] = Key } };
            await using var failing = ScriptedServer.Sending(Stream($"{Role}{Hi}data: {error.ToJsonString()}\n\n"));

            Assert.DoesNotContain(Key[..11], Shown.In(await new Lab(server.BaseUri).ChatFailureAsync(Streamed())), StringComparison.Ordinal);
            Assert.DoesNotContain(Key[..11], Shown.In(await new Lab(failing.BaseUri).ChatFailureAsync(Streamed())), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task JSON_that_was_asked_for_and_did_not_come_is_a_mismatch_that_keeps_the_text()
    {
        var request = Streamed() with { ResponseFormat = new JsonObject { ["type"] = "json_object" } };

        var exception = await new Lab(_gateway.WithFault("content", ("text", "no JSON at all"))).ChatFailureAsync(request);

        Assert.Equal(("ResponseFormatMismatch", "no JSON at all", "InvalidData"), (exception.Problem, exception.PartialResult!.Content, exception.NativeCategory));
    }

    private static ChatRequest Streamed(Action<ChatDelta>? onDelta = null, string prompt = "Hello") =>
        Lab.Prompt() with { Input = new ChatInput { Index = 3, Prompt = prompt }, OnDelta = onDelta ?? (_ => { }) };

    private static byte[] Stream(string events)
    {
        var body = Encoding.UTF8.GetBytes(events);
        return [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: {body.Length}\r\n\r\n")), .. body];
    }

    private static byte[] Endless(string events) => [.. "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"u8, .. Encoding.UTF8.GetBytes(events)];
}
