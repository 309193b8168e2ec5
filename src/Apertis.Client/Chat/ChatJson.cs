using System.Text.Json;

namespace Apertis.Client.Chat;

/// <summary>Reads the JSON of answers. A field that is missing or of another type than expected is null, never a failure.</summary>
internal static class ChatJson
{
    /// <summary>A whole answer.</summary>
    public static ChatAnswer Answer(JsonElement root)
    {
        var messages = root.GetItems("choices").Where(choice => choice.Get("message", JsonValueKind.Object) is not null).ToList();
        return new ChatAnswer
        {
            Model = root.GetText("model"),
            Created = root.GetTime("created"),
            Choices = [.. messages.Select(Choice)],
            Usage = Usage(root),
            WebSources = [.. WebSources(root), .. messages.SelectMany(choice => WebSources(choice.Get("message", JsonValueKind.Object)!.Value))],
        };
    }

    public static ChatUsage? Usage(JsonElement root)
    {
        if (root.Get("usage", JsonValueKind.Object) is not { } usage)
        {
            return null;
        }

        return new ChatUsage
        {
            PromptTokens = usage.GetInteger("prompt_tokens"),
            CompletionTokens = usage.GetInteger("completion_tokens"),
            TotalTokens = usage.GetInteger("total_tokens"),
            CachedTokens = usage.Get("prompt_tokens_details", JsonValueKind.Object)?.GetInteger("cached_tokens"),
            ReasoningTokens = usage.Get("completion_tokens_details", JsonValueKind.Object)?.GetInteger("reasoning_tokens"),
            Latency = usage.Get("latency_checkpoint", JsonValueKind.Object) is { } latency ? Latency(latency) : null,
        };
    }

    /// <summary>Sources of a web search: at the top of the answer, in some accounts inside the message.</summary>
    public static IEnumerable<ChatWebSource> WebSources(JsonElement holder) =>
        holder.GetItems("web_sources").Select(source => new ChatWebSource { Title = source.GetText("title"), Url = source.GetText("url"), Snippet = source.GetText("snippet") });

    public static string? Reasoning(JsonElement message) => message.GetText("reasoning_content") ?? message.GetText("reasoning");

    /// <summary>The text of a message. Some providers send it as a list of parts.</summary>
    public static string? Content(JsonElement message) =>
        message.Get("content", JsonValueKind.Array) is null
            ? message.GetText("content")
            : string.Concat(message.GetItems("content").Select(part => part.GetText("text")));

    public static ChatToolCall ToolCall(JsonElement call)
    {
        var function = call.Get("function", JsonValueKind.Object);
        return new ChatToolCall { Id = call.GetText("id"), Name = function?.GetText("name"), Arguments = function?.GetText("arguments") };
    }

    private static ChatChoice Choice(JsonElement choice, int position)
    {
        var message = choice.Get("message", JsonValueKind.Object)!.Value;
        var calls = message.GetItems("tool_calls").Select(ToolCall).ToList();
        return new ChatChoice
        {
            Index = (int?)choice.GetInteger("index") ?? position,
            Message = new ChatMessage(message.GetText("role") ?? "assistant", Content(message)) { ToolCalls = calls.Count == 0 ? null : calls },
            FinishReason = choice.GetText("finish_reason"),
            Reasoning = Reasoning(message),
        };
    }

    private static ChatLatency Latency(JsonElement latency) => new()
    {
        EngineTimeToFirstToken = Milliseconds(latency, "engine_ttft_ms"),
        EngineTimeToLastToken = Milliseconds(latency, "engine_ttlt_ms"),
        ServiceTimeToFirstToken = Milliseconds(latency, "service_ttft_ms"),
        Total = Milliseconds(latency, "total_duration_ms"),
    };

    // A day is past any real answer, and keeps the arithmetic in range.
    private static TimeSpan? Milliseconds(JsonElement element, string name) =>
        element.GetNumber(name) is >= 0 and <= 86_400_000 and { } value ? TimeSpan.FromMilliseconds((double)value) : null;
}
