using System.Text.Encodings.Web;
using System.Text.Json;

namespace Apertis.Gateway.Chat;

/// <summary>The JSON of chat answers, whole and in chunks.</summary>
internal static class ChatJson
{
    public static JsonWriterOptions Options { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void WriteCompletion(Utf8JsonWriter writer, ChatReply reply)
    {
        WriteHead(writer, reply, "chat.completion");
        writer.WriteStartArray("choices");
        for (int index = 0; index < reply.Contents.Count; index++)
        {
            writer.WriteStartObject();
            writer.WriteNumber("index", index);
            writer.WriteStartObject("message");
            writer.WriteString("role", "assistant");
            writer.WriteString("content", reply.Contents[index]);
            if (reply.Reasoning is { } reasoning)
            {
                writer.WriteString("reasoning_content", reasoning);
            }

            if (reply.Tool is { } tool)
            {
                WriteToolCalls(writer, tool, "{}", position: null);
            }

            if (reply is { Web: true, WebInMessage: true })
            {
                WriteWebSources(writer);
            }

            writer.WriteEndObject();
            writer.WriteString("finish_reason", reply.FinishReason);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (reply is { Web: true, WebInMessage: false })
        {
            WriteWebSources(writer);
        }

        if (reply.OddTypes)
        {
            writer.WriteNull("usage");
        }
        else
        {
            WriteUsage(writer, reply);
        }

        writer.WriteEndObject();
    }

    /// <summary>A chunk with one choice, whose delta <paramref name="writeDelta"/> fills.</summary>
    public static void WriteChunk(
        Utf8JsonWriter writer, ChatReply reply, int index, Action<Utf8JsonWriter> writeDelta, string? finishReason = null)
    {
        WriteHead(writer, reply, "chat.completion.chunk");
        writer.WriteStartArray("choices");
        writer.WriteStartObject();
        writer.WriteNumber("index", index);
        writer.WriteStartObject("delta");
        writeDelta(writer);
        writer.WriteEndObject();
        writer.WriteString("finish_reason", finishReason);
        writer.WriteEndObject();
        writer.WriteEndArray();
        if (finishReason is not null && reply is { Web: true, WebInMessage: false })
        {
            WriteWebSources(writer);
        }

        if (reply.OddTypes)
        {
            writer.WriteNull("usage");
        }

        writer.WriteEndObject();
    }

    /// <summary>The last chunk of a stream with include_usage: no choices.</summary>
    public static void WriteUsageChunk(Utf8JsonWriter writer, ChatReply reply)
    {
        WriteHead(writer, reply, "chat.completion.chunk");
        writer.WriteStartArray("choices");
        writer.WriteEndArray();
        WriteUsage(writer, reply);
        writer.WriteEndObject();
    }

    /// <summary>One tool call; its position is for chunks only, as is leaving out the name after the first.</summary>
    public static void WriteToolCalls(Utf8JsonWriter writer, string? tool, string arguments, int? position)
    {
        writer.WriteStartArray("tool_calls");
        writer.WriteStartObject();
        if (position is { } index)
        {
            writer.WriteNumber("index", index);
        }

        if (tool is not null)
        {
            writer.WriteString("id", "call_1");
            writer.WriteString("type", "function");
        }

        writer.WriteStartObject("function");
        if (tool is not null)
        {
            writer.WriteString("name", tool);
        }

        writer.WriteString("arguments", arguments);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    public static void WriteWebSources(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("web_sources");
        for (int number = 1; number <= 2; number++)
        {
            writer.WriteStartObject();
            writer.WriteString("title", $"Example source {number}");
            writer.WriteString("url", $"https://example.com/source/{number}");
            writer.WriteString("snippet", $"What source {number} says.");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteHead(Utf8JsonWriter writer, ChatReply reply, string kind)
    {
        writer.WriteStartObject();
        if (reply.OddTypes)
        {
            writer.WriteNumber("id", 12345);
            writer.WriteNull("object");
            writer.WriteString("created", "yesterday");
            writer.WriteNull("model");
            return;
        }

        writer.WriteString("id", reply.Id);
        writer.WriteString("object", kind);
        writer.WriteNumber("created", reply.Created);
        writer.WriteString("model", reply.Model);
    }

    private static void WriteUsage(Utf8JsonWriter writer, ChatReply reply)
    {
        writer.WriteStartObject("usage");
        writer.WriteNumber("prompt_tokens", reply.PromptTokens);
        writer.WriteNumber("completion_tokens", reply.CompletionTokens);
        writer.WriteNumber("total_tokens", reply.PromptTokens + reply.CompletionTokens);
        if (reply.ReasoningTokens > 0)
        {
            writer.WriteStartObject("completion_tokens_details");
            writer.WriteNumber("reasoning_tokens", reply.ReasoningTokens);
            writer.WriteEndObject();
        }

        writer.WriteStartObject("latency_checkpoint");
        writer.WriteNumber("engine_ttft_ms", 120);
        writer.WriteNumber("engine_ttlt_ms", 340);
        writer.WriteNumber("service_ttft_ms", 150);
        writer.WriteNumber("total_duration_ms", 400);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
