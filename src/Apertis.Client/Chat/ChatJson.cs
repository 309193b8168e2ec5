using System.Text.Json;

namespace Apertis.Client.Chat;

/// <summary>Reads the JSON of answers. A field that is missing or of another type than expected is null, never a failure.</summary>
internal static class ChatJson
{
    /// <summary>A whole answer.</summary>
    public static ChatAnswer Answer(JsonElement root)
    {
        var choices = new List<ChatChoice>(1);
        var webSources = new List<ChatWebSource>();
        AddWebSources(root, webSources);
        if (root.Get("choices"u8, JsonValueKind.Array) is { } items)
        {
            foreach (var choice in items.EnumerateArray())
            {
                if (choice.Get("message"u8, JsonValueKind.Object) is { } message)
                {
                    choices.Add(Choice(choice, message, choices.Count));
                    AddWebSources(message, webSources);
                }
            }
        }

        return new ChatAnswer
        {
            Model = root.GetText("model"u8),
            Created = root.GetTime("created"u8),
            Choices = choices,
            Usage = Usage(root),
            WebSources = webSources,
        };
    }

    public static ChatUsage? Usage(JsonElement root)
    {
        if (root.Get("usage"u8, JsonValueKind.Object) is not { } usage)
        {
            return null;
        }

        return new ChatUsage
        {
            PromptTokens = usage.GetInteger("prompt_tokens"u8),
            CompletionTokens = usage.GetInteger("completion_tokens"u8),
            TotalTokens = usage.GetInteger("total_tokens"u8),
            CachedTokens = usage.Get("prompt_tokens_details"u8, JsonValueKind.Object)?.GetInteger("cached_tokens"u8),
            ReasoningTokens = usage.Get("completion_tokens_details"u8, JsonValueKind.Object)?.GetInteger("reasoning_tokens"u8),
            Latency = usage.Get("latency_checkpoint"u8, JsonValueKind.Object) is { } latency ? Latency(latency) : null,
        };
    }

    /// <summary>Sources of a web search: at the top of the answer, in some accounts inside the message.</summary>
    public static void AddWebSources(JsonElement holder, List<ChatWebSource> sources)
    {
        if (holder.Get("web_sources"u8, JsonValueKind.Array) is { } items)
        {
            sources.AddRange(items.EnumerateArray().Select(source => new ChatWebSource { Title = source.GetText("title"u8), Url = source.GetText("url"u8), Snippet = source.GetText("snippet"u8) }));
        }
    }

    public static string? Reasoning(JsonElement message) => message.GetText("reasoning_content"u8) ?? message.GetText("reasoning"u8);

    /// <summary>The text of a message. Some providers send it as a list of parts.</summary>
    public static string? Content(JsonElement message) =>
        message.GetText("content"u8)
        ?? (message.Get("content"u8, JsonValueKind.Array) is { } parts ? string.Concat(parts.EnumerateArray().Select(part => part.GetText("text"u8))) : null);

    public static ChatToolCall ToolCall(JsonElement call)
    {
        var function = call.Get("function"u8, JsonValueKind.Object);
        return new ChatToolCall { Id = call.GetText("id"u8), Name = function?.GetText("name"u8), Arguments = function?.GetText("arguments"u8) };
    }

    private static ChatChoice Choice(JsonElement choice, JsonElement message, int position)
    {
        List<ChatToolCall>? calls = message.Get("tool_calls"u8, JsonValueKind.Array) is { } items && items.GetArrayLength() > 0 ? [.. items.EnumerateArray().Select(ToolCall)] : null;
        return new ChatChoice
        {
            Index = (int?)choice.GetInteger("index"u8) ?? position,
            Message = new ChatMessage(message.GetText("role"u8) ?? "assistant", Content(message)) { ToolCalls = calls },
            FinishReason = choice.GetText("finish_reason"u8),
            Reasoning = Reasoning(message),
        };
    }

    private static ChatLatency Latency(JsonElement latency) => new()
    {
        EngineTimeToFirstToken = Milliseconds(latency, "engine_ttft_ms"u8),
        EngineTimeToLastToken = Milliseconds(latency, "engine_ttlt_ms"u8),
        ServiceTimeToFirstToken = Milliseconds(latency, "service_ttft_ms"u8),
        Total = Milliseconds(latency, "total_duration_ms"u8),
    };

    // A day is past any real answer, and keeps the arithmetic in range.
    private static TimeSpan? Milliseconds(JsonElement element, ReadOnlySpan<byte> name) =>
        element.GetNumber(name) is >= 0 and <= 86_400_000 and { } value ? TimeSpan.FromMilliseconds((double)value) : null;
}
