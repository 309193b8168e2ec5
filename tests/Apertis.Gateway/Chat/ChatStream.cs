using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Apertis.Gateway.Faults;
using Apertis.Gateway.Serving;

namespace Apertis.Gateway.Chat;

/// <summary>A chat answer as server-sent events: one word a chunk, each flushed.</summary>
internal sealed class ChatStream(Exchange exchange, ChatReply reply, bool includeUsage) : IDisposable
{
    private const int EventsBetweenPings = 10;

    private readonly PipeWriter _output = exchange.Context.Response.BodyWriter;
    private readonly ArrayBufferWriter<byte> _chunk = new();
    private readonly Utf8JsonWriter _json = new(Stream.Null, ChatJson.Options);
    private readonly FaultAction? _fault = exchange.Fault?.Action;
    private bool _stopped;

    public Exchange Exchange => exchange;

    /// <summary>Data events sent so far.</summary>
    public int EventsSent { get; private set; }

    public async Task WriteAsync()
    {
        exchange.Context.Response.StatusCode = 200;
        exchange.Context.Response.ContentType = "text/event-stream; charset=utf-8";
        exchange.Headers.CacheControl = "no-cache";
        for (int index = 0; index < reply.Contents.Count; index++)
        {
            await WriteChoiceAsync(index);
        }

        if (includeUsage)
        {
            await SendAsync(StreamEvent.Usage, json => ChatJson.WriteUsageChunk(json, reply));
        }

        await SendAsync(StreamEvent.Done, null);
        await _output.FlushAsync(exchange.Aborted);
    }

    /// <summary>Sends text as it is, such as a comment or a broken event, at once.</summary>
    public async Task SendRawAsync(string text)
    {
        _output.Write(Encoding.UTF8.GetBytes(text));
        await _output.FlushAsync(exchange.Aborted);
    }

    public void Dispose() => _json.Dispose();

    private async Task WriteChoiceAsync(int index)
    {
        string? content = reply.Contents[index];
        await SendChunkAsync(StreamEvent.Role, index, delta =>
        {
            delta.WriteString("role", "assistant");
            delta.WriteString("content", content is null ? null : "");
        });
        await SendWordsAsync(index, "reasoning_content", reply.Reasoning);
        await SendWordsAsync(index, "content", content);
        if (reply.Tool is { } tool)
        {
            await SendChunkAsync(StreamEvent.Word, index, delta => ChatJson.WriteToolCalls(delta, tool, "", 0));
            await SendChunkAsync(StreamEvent.Word, index, delta => ChatJson.WriteToolCalls(delta, null, "{}", 0));
        }

        await SendChunkAsync(
            StreamEvent.Finish,
            index,
            delta =>
            {
                if (reply is { Web: true, WebInMessage: true })
                {
                    ChatJson.WriteWebSources(delta);
                }
            },
            reply.FinishReason);
    }

    private async Task SendWordsAsync(int index, string field, string? text)
    {
        TimeSpan pause = _fault?.WordDelay ?? exchange.Options.WordDelay;
        foreach (string word in Words.Split(text ?? ""))
        {
            if (_stopped)
            {
                return;
            }

            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(pause, exchange.Aborted);
            }

            await SendChunkAsync(StreamEvent.Word, index, delta => delta.WriteString(field, word));
        }
    }

    private Task SendChunkAsync(
        StreamEvent kind, int index, Action<Utf8JsonWriter> writeDelta, string? finishReason = null) =>
        SendAsync(kind, json => ChatJson.WriteChunk(json, reply, index, writeDelta, finishReason));

    // Without JSON to write, the event is [DONE].
    private async Task SendAsync(StreamEvent kind, Action<Utf8JsonWriter>? writeData)
    {
        StreamStep step = _stopped ? StreamStep.Stop
            : _fault is null ? StreamStep.Send
            : await _fault.BeforeEventAsync(this, kind);
        _stopped = step == StreamStep.Stop;
        if (step != StreamStep.Send)
        {
            return;
        }

        if (EventsSent % EventsBetweenPings == 1)
        {
            _output.Write(": ping\n\n"u8);
        }

        _output.Write("data: "u8);
        if (writeData is null)
        {
            _output.Write("[DONE]"u8);
        }
        else
        {
            _chunk.ResetWrittenCount();
            _json.Reset(_chunk);
            writeData(_json);
            _json.Flush();
            _output.Write(_chunk.WrittenSpan);
        }

        _output.Write("\n\n"u8);
        EventsSent++;
        if (_fault is not { HoldsBackStream: true })
        {
            await _output.FlushAsync(exchange.Aborted);
        }
    }
}
