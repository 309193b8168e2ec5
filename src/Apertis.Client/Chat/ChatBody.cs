using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Apertis.Client.Chat;

/// <summary>Writes the body of a chat request.</summary>
internal static class ChatBody
{
    // The body is JSON between machines, never put into a page: non-ASCII text stays short and readable.
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ReadOnlyMemory<byte> Write(ChatRequest request, string model, IReadOnlyList<ChatMessage> messages, int length)
    {
        // The writer asks for three bytes a character before it writes a text.
        var buffer = new ArrayBufferWriter<byte>(512 + (3 * length));
        using var writer = new Utf8JsonWriter(buffer, WriterOptions);
        var additional = request.AdditionalProperties;
        writer.WriteStartObject();
        Field("model", model, static (to, value) => to.WriteStringValue(value));
        Field("messages", messages, WriteMessages);
        Number("temperature", request.Temperature);
        Number("top_p", request.TopP);
        Integer("max_tokens", request.MaxTokens);
        Integer("n", request.Count);
        Integer("seed", request.Seed);
        Field("stop", request.Stop, WriteTexts);
        Field("reasoning_effort", request.ReasoningEffort, static (to, value) => to.WriteStringValue(value));
        Field("response_format", request.ResponseFormat, WriteNode);
        Field("tools", request.Tools, WriteNode);
        Field("fallback_models", request.FallbackModels, WriteTexts);
        Integer("fallback_timeout", (long?)request.FallbackTimeout?.TotalMilliseconds);
        Field("compression", request.Compression, WriteNode);
        if (request.OnDelta is not null)
        {
            Field("stream", "true", static (to, value) => to.WriteRawValue(value));
            Field("stream_options", "{\"include_usage\":true}", static (to, value) => to.WriteRawValue(value));
        }

        if (additional is not null)
        {
            foreach (var (name, value) in additional)
            {
                writer.WritePropertyName(name);
                WriteNode(writer, value);
            }
        }

        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;

        bool IsWanted(string name, object? value) => value is not null && additional?.ContainsKey(name) != true;

        void Field<T>(string name, T? value, Action<Utf8JsonWriter, T> write)
            where T : class
        {
            if (IsWanted(name, value))
            {
                writer.WritePropertyName(name);
                write(writer, value!);
            }
        }

        void Number(string name, double? value)
        {
            if (IsWanted(name, value))
            {
                writer.WriteNumber(name, value!.Value);
            }
        }

        void Integer(string name, long? value)
        {
            if (IsWanted(name, value))
            {
                writer.WriteNumber(name, value!.Value);
            }
        }
    }

    private static void WriteMessages(Utf8JsonWriter writer, IReadOnlyList<ChatMessage> messages)
    {
        writer.WriteStartArray();
        foreach (var message in messages)
        {
            writer.WriteStartObject();
            writer.WriteString("role"u8, message.Role);
            WriteContent(writer, message);
            if (message.ToolCallId is not null)
            {
                writer.WriteString("tool_call_id"u8, message.ToolCallId);
            }

            WriteToolCalls(writer, message.ToolCalls ?? []);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteContent(Utf8JsonWriter writer, ChatMessage message)
    {
        if (message.Images is not { Count: > 0 } images)
        {
            writer.WriteString("content"u8, message.Content);
            return;
        }

        writer.WriteStartArray("content"u8);
        if (!string.IsNullOrEmpty(message.Content))
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "text"u8);
            writer.WriteString("text"u8, message.Content);
            writer.WriteEndObject();
        }

        foreach (var image in images)
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "image_url"u8);
            writer.WriteStartObject("image_url"u8);
            writer.WriteString("url"u8, image.Url);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteToolCalls(Utf8JsonWriter writer, IReadOnlyList<ChatToolCall> calls)
    {
        if (calls.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("tool_calls"u8);
        foreach (var call in calls)
        {
            writer.WriteStartObject();
            writer.WriteString("id"u8, call.Id);
            writer.WriteString("type"u8, "function"u8);
            writer.WriteStartObject("function"u8);
            writer.WriteString("name"u8, call.Name);
            writer.WriteString("arguments"u8, call.Arguments);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteTexts(Utf8JsonWriter writer, IReadOnlyList<string> texts)
    {
        writer.WriteStartArray();
        foreach (var text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    private static void WriteNode(Utf8JsonWriter writer, JsonNode? node)
    {
        if (node is null)
        {
            writer.WriteNullValue();
        }
        else
        {
            node.WriteTo(writer);
        }
    }
}
