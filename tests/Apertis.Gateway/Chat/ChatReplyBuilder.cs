using System.Globalization;
using Apertis.Gateway.Models;

namespace Apertis.Gateway.Chat;

/// <summary>Makes up the answer; it only depends on the request. <see cref="GatewayServer"/> documents it.</summary>
internal static class ChatReplyBuilder
{
    public static ChatReply Build(ChatCall call, ModelEntry model, DateTimeOffset now)
    {
        bool callsTool = call.Tool is not null
            && call.EndsWithUser
            && call.Said.Contains("tool", StringComparison.OrdinalIgnoreCase);
        string? reasoning = call.Reasoning ? $"Thinking about: {call.Said}" : null;

        string[] texts = [.. Enumerable.Range(1, call.Choices).Select(choice => Text(call, choice))];
        bool cut = call.MaxTokens is { } most && Words.Count(texts[0]) > most;
        if (cut)
        {
            texts = [.. texts.Select(text => string.Concat(Words.Split(text).Take(call.MaxTokens!.Value)))];
        }

        int reasoningTokens = reasoning is null ? 0 : Words.Count(reasoning);
        return new ChatReply
        {
            Id = $"chatcmpl-{Guid.NewGuid():N}",
            Created = now.ToUnixTimeSeconds(),
            Model = model.Id,
            Contents = callsTool ? new string?[call.Choices] : texts,
            FinishReason = callsTool ? "tool_calls" : cut ? "length" : "stop",
            Reasoning = reasoning,
            Tool = callsTool ? call.Tool : null,
            PromptTokens = call.PromptWords,
            CompletionTokens = (callsTool ? call.Choices : texts.Sum(Words.Count)) + reasoningTokens,
            ReasoningTokens = reasoningTokens,
            Web = call.Web,
        };
    }

    private static string Text(ChatCall call, int choice)
    {
        if (call.JsonSchema is { } schema)
        {
            return SchemaSample.Of(schema, call.Said);
        }

        string images = call.Images == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" [images: {call.Images}]");
        string number = choice == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" (choice {choice})");
        return $"You said: {call.Said}{images}{number}";
    }
}
