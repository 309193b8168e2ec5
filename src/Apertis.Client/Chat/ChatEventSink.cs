using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Apertis.Client.Http;

namespace Apertis.Client.Chat;

/// <summary>Puts a streamed answer together, and hands each piece on as it comes.</summary>
/// <param name="expected">How many answers were asked for.</param>
/// <param name="onDelta">Takes each piece.</param>
/// <param name="elapsed">Time since the call began.</param>
internal sealed class ChatEventSink(int expected, Action<ChatDelta> onDelta, Func<TimeSpan> elapsed) : IEventSink
{
    private readonly SortedDictionary<int, ChoiceBuilder> _choices = [];
    private readonly List<ChatWebSource> _webSources = [];
    private string? _model;
    private DateTimeOffset? _created;
    private ChatUsage? _usage;
    private bool _hasEnded;

    public bool HasDelivered { get; private set; }

    public bool IsWhole => _hasEnded || (_choices.Count >= expected && _choices.Values.All(choice => choice.FinishReason is not null));

    /// <summary>From the call to the first text; null while there is none.</summary>
    public TimeSpan? TimeToFirstToken { get; private set; }

    public ChatAnswer Answer => new()
    {
        Model = _model,
        Created = _created,
        Choices = _choices.Select(choice => choice.Value.Build(choice.Key)).ToArray(),
        Usage = _usage,
        WebSources = _webSources,
    };

    public EventKind Take(ReadOnlySpan<byte> data)
    {
        if (data.Trim((byte)' ').SequenceEqual("[DONE]"u8))
        {
            _hasEnded = true;
            return EventKind.End;
        }

        var reader = new Utf8JsonReader(data.Contains((byte)'\\') || !Utf8.IsValid(data) ? JsonText.Readable(data.ToArray()).Span : data);
        using var document = JsonDocument.ParseValue(ref reader);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException();
        }

        if (root.TryGetProperty("error"u8, out var error) && error.ValueKind != JsonValueKind.Null)
        {
            return EventKind.Error;
        }

        _model ??= root.GetText("model"u8);
        _created ??= root.GetTime("created"u8);
        _usage = ChatJson.Usage(root) ?? _usage;
        ChatJson.AddWebSources(root, _webSources);
        if (root.Get("choices"u8, JsonValueKind.Array) is { } choices)
        {
            foreach (var choice in choices.EnumerateArray())
            {
                Take(choice);
            }
        }

        return EventKind.Part;
    }

    private void Take(JsonElement choice)
    {
        var index = (int?)choice.GetInteger("index"u8) ?? 0;
        if (!_choices.TryGetValue(index, out var builder))
        {
            _choices[index] = builder = new ChoiceBuilder();
        }

        if (choice.Get("delta"u8, JsonValueKind.Object) is { } delta)
        {
            ChatJson.AddWebSources(delta, _webSources);
            TakeText(index, builder, delta);
            if (delta.Get("tool_calls"u8, JsonValueKind.Array) is { } calls)
            {
                foreach (var part in calls.EnumerateArray())
                {
                    Deliver(new ChatDelta { ToolCall = builder.TakeToolCall(part), Choice = index, Elapsed = elapsed() });
                }
            }
        }

        builder.FinishReason = choice.GetText("finish_reason"u8) ?? builder.FinishReason;
    }

    private void TakeText(int index, ChoiceBuilder builder, JsonElement delta)
    {
        var (content, reasoning) = builder.TakeText(delta);
        if (!string.IsNullOrEmpty(content) || !string.IsNullOrEmpty(reasoning))
        {
            Deliver(new ChatDelta { Content = Text(content), Reasoning = Text(reasoning), Choice = index, Elapsed = elapsed() });
        }
    }

    private static string? Text(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private void Deliver(ChatDelta piece)
    {
        HasDelivered = true;
        TimeToFirstToken ??= piece.Elapsed;
        onDelta(piece);
    }

    /// <summary>One of the answers.</summary>
    private sealed class ChoiceBuilder
    {
        private readonly StringBuilder _content = new();
        private readonly StringBuilder _reasoning = new();
        private readonly SortedDictionary<int, ToolCallBuilder> _toolCalls = [];
        private string? _role;
        private bool _hasContent;

        public string? FinishReason { get; set; }

        public (string? Content, string? Reasoning) TakeText(JsonElement delta)
        {
            _role = delta.GetText("role"u8) ?? _role;
            var content = ChatJson.Content(delta);
            var reasoning = ChatJson.Reasoning(delta);
            _hasContent |= content is not null;
            _content.Append(content);
            _reasoning.Append(reasoning);
            return (content, reasoning);
        }

        public ChatToolCall TakeToolCall(JsonElement part)
        {
            var piece = ChatJson.ToolCall(part);

            // Without an index, a piece with an id or a name begins a call, and any other goes on with the last one.
            var index = (int?)part.GetInteger("index"u8) ?? (piece is { Id: null, Name: null } ? Math.Max(0, _toolCalls.Count - 1) : _toolCalls.Count);
            if (!_toolCalls.TryGetValue(index, out var call))
            {
                _toolCalls[index] = call = new ToolCallBuilder();
            }

            call.Take(piece);
            return piece;
        }

        public ChatChoice Build(int index) => new()
        {
            Index = index,
            Message = new ChatMessage(_role ?? "assistant", _hasContent ? _content.ToString() : null)
            {
                ToolCalls = _toolCalls.Count == 0 ? null : _toolCalls.Values.Select(call => call.Build()).ToArray(),
            },
            FinishReason = FinishReason,
            Reasoning = _reasoning.Length == 0 ? null : _reasoning.ToString(),
        };
    }

    /// <summary>One tool call, whose arguments come in parts.</summary>
    private sealed class ToolCallBuilder
    {
        private readonly StringBuilder _arguments = new();
        private string? _id;
        private string? _name;

        public void Take(ChatToolCall piece)
        {
            _id ??= piece.Id;
            _name ??= piece.Name;
            _arguments.Append(piece.Arguments);
        }

        public ChatToolCall Build() => new() { Id = _id, Name = _name, Arguments = _arguments.ToString() };
    }
}
