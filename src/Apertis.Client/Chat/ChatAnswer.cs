using System.Text.Json;

namespace Apertis.Client.Chat;

/// <summary>Reads the JSON of an answer. A field that is missing or of another type than expected is null, never a failure.</summary>
internal static class ChatAnswer
{
    public static IReadOnlyList<ChatChoice> Choices(JsonElement root, Func<string?, string?> redact) =>
        [.. root.GetItems("choices").Where(choice => choice.Get("message", JsonValueKind.Object) is not null).Select((choice, position) => Choice(choice, position, redact))];

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
        };
    }

    public static string? Reasoning(JsonElement root) =>
        FirstMessage(root) is { } message ? message.GetText("reasoning_content") ?? message.GetText("reasoning") : null;

    public static IReadOnlyList<ChatToolCall>? ToolCalls(JsonElement root)
    {
        var calls = FirstMessage(root) is { } message ? message.GetItems("tool_calls").Select(ToolCall).ToList() : [];
        return calls.Count == 0 ? null : calls;
    }

    /// <summary>Sources of a web search: at the top of the answer, in some accounts inside the message.</summary>
    public static IReadOnlyList<ChatWebSource>? WebSources(JsonElement root, Func<string?, string?> redact)
    {
        var sources = root.GetItems("web_sources").Concat(FirstMessage(root)?.GetItems("web_sources") ?? [])
            .Select(source => new ChatWebSource { Title = redact(source.GetText("title")), Url = redact(source.GetText("url")), Snippet = redact(source.GetText("snippet")) })
            .ToList();
        return sources.Count == 0 ? null : sources;
    }

    private static JsonElement? FirstMessage(JsonElement root) =>
        root.GetItems("choices").Select(choice => choice.Get("message", JsonValueKind.Object)).FirstOrDefault(message => message is not null);

    // The text is the answer, which is never altered; what stands around it is the server's.
    private static ChatChoice Choice(JsonElement choice, int position, Func<string?, string?> redact)
    {
        var message = choice.Get("message", JsonValueKind.Object)!.Value;
        return new ChatChoice
        {
            Index = (int?)choice.GetInteger("index") ?? position,
            Message = new ChatMessage(redact(message.GetText("role")) ?? "assistant", Content(message)),
            FinishReason = redact(choice.GetText("finish_reason")),
        };
    }

    // Some providers send the text as a list of parts.
    private static string? Content(JsonElement message)
    {
        if (message.Get("content", JsonValueKind.Array) is null)
        {
            return message.GetText("content");
        }

        return string.Concat(message.GetItems("content").Select(part => part.GetText("text")));
    }

    private static ChatToolCall ToolCall(JsonElement call)
    {
        var function = call.Get("function", JsonValueKind.Object);
        return new ChatToolCall { Id = call.GetText("id"), Name = function?.GetText("name"), Arguments = function?.GetText("arguments") };
    }
}
