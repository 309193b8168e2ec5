using System.Text;

namespace Apertis.Client.Tests.Chat;

/// <summary>A valid stream of events, and what each of them means, written down beside it and not read out of it.</summary>
/// <param name="Name">Shown in the name of the test.</param>
/// <param name="Choices">How many answers are asked for.</param>
/// <param name="Events">The events.</param>
public sealed record StreamSequence(string Name, int Choices, IReadOnlyList<StreamSequence.Item> Events)
{
    private static readonly Item Role = Chunk("""{"role":"assistant","content":""}""");
    private static readonly Item Done = new("data: [DONE]\n\n") { IsDone = true };
    private static readonly Item Usage = new("""data: {"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}""" + "\n\n");

    /// <summary>The sequences.</summary>
    public static IReadOnlyList<StreamSequence> All { get; } =
    [
        new("words", 1, [Role, Text("You"), Text(" said"), Text(": x"), Stop(), Usage, Done]),
        new("two choices", 2, [Role, Text("a"), Text("b", 1), Text("c"), Stop(), Text("d", 1), Stop(1), Usage, Done]),
        new("choices after each other", 2, [Role, Text("a"), Stop(), Text("b", 1), Stop(1), Done]),
        new("tool calls", 1,
        [
            Role,
            Tool("""{"index":0,"id":"c1","type":"function","function":{"name":"look","arguments":""}}"""),
            Tool("""{"index":0,"function":{"arguments":"{\"x\""}}"""),
            Tool("""{"index":0,"function":{"arguments":":1}"}}"""),
            Tool("""{"index":1,"id":"c2","function":{"name":"go","arguments":"{}"}}"""),
            Stop(reason: "tool_calls"),
            Done,
        ]),
        new("reasoning", 1, [Role, Reasoning("Hm"), Reasoning(" so"), Text("Yes"), Stop(), Done]),
        new("web sources", 1, [new("""data: {"web_sources":[{"title":"T","url":"https://e.x/","snippet":"S"}],"choices":[]}""" + "\n\n"), Text("Web"), Stop(), Done]),
        new("comments", 1, [Comment(": ping\n\n"), Role, Comment(":\n"), Text("a"), Comment(": [DONE]\n\n"), Text("b"), Comment("event: x\nid: 5\nretry: 10\n\n"), Stop(), Comment(": ping\n\n"), Done]),
        new("CRLF", 1, [.. ((Item[])[Role, Text("a"), Comment(": ping\n\n"), Text(" b"), Stop(), Usage, Done]).Select(item => item with { Raw = item.Raw.Replace("\n", "\r\n", StringComparison.Ordinal) })]),
        new("CR", 1, [.. ((Item[])[Role, Text("a"), Text(" b"), Stop(), Done]).Select(item => item with { Raw = item.Raw.Replace('\n', '\r') })]),
        new("data in several lines", 1,
        [
            new("data: {\"choices\":\ndata:[{\"index\":0,\n: between\ndata:  \"delta\":{\"content\":\"a\"}}]}\n\n") { Content = "a" },
            new("data: {\"choices\":[{\"delta\":{\"content\":\"b\"},\ndata: \"finish_reason\":\"stop\"}]}\n\n") { Content = "b", Finishes = 0 },
            Done,
        ]),
        new("byte-order mark", 1, [Comment("\uFEFF"), Role, Text("a"), Stop(), Done]),
        new("non-ASCII", 1, [Role, Text("Zürich 東京"), Text("👩‍👩‍👧 עב"), Text("\\ud83d\\ude00", said: "😀"), Text("e\u0301\u2028"), Stop(), Done]),
        new("finish with text, no DONE", 1, [Role, Text("a"), Chunk("""{"content":"b"}""", finish: "stop") with { Content = "b", Finishes = 0 }]),
        new("length, no finish of its own", 1, [Role, Text("a"), Stop(reason: "length")]),
        new("DONE without finish", 1, [Role, Text("a"), Done]),
        new("with a field called finish_reason in the text", 1, [Role, Text("""\"finish_reason\":\"stop\" data: [DONE]\n\n""", said: "\"finish_reason\":\"stop\" data: [DONE]\n\n"), Text("b"), Stop(), Done]),
    ];

    /// <summary>The bytes of the whole stream.</summary>
    public byte[] Bytes { get; } = Encoding.UTF8.GetBytes(string.Concat(Events.Select(item => item.Raw)));

    /// <summary>The state after that many bytes: what has certainly been said, and what may be taken as said, since only the end of its event is missing.</summary>
    public (State Sure, State Possible) After(int length)
    {
        var (sure, possible) = (new State(Choices), new State(Choices));
        var end = 0;
        foreach (var item in Events)
        {
            var start = end;
            end += Encoding.UTF8.GetByteCount(item.Raw);

            // A last CR may still become a CRLF: only the next byte, or the end of the stream, says that it does not.
            if (end < length || (end == length && !item.Raw.EndsWith('\r')))
            {
                sure.Apply(item);
            }

            if (start + Encoding.UTF8.GetByteCount(item.Raw.TrimEnd('\r', '\n')) <= length)
            {
                possible.Apply(item);
            }
        }

        return (sure, possible);
    }

    public override string ToString() => Name;

    private static Item Chunk(string delta, int choice = 0, string? finish = null) =>
        new($$$"""data: {"choices":[{"index":{{{choice}}},"delta":{{{delta}}},"finish_reason":{{{(finish is null ? "null" : $"\"{finish}\"")}}}}]}""" + "\n\n");

    private static Item Text(string json, int choice = 0, string? said = null) =>
        Chunk($$"""{"content":"{{json}}"}""", choice) with { Content = choice == 0 ? said ?? json : null, IsDelivered = true };

    private static Item Reasoning(string text) => Chunk($$"""{"reasoning_content":"{{text}}"}""") with { IsDelivered = true };

    private static Item Tool(string call) => Chunk($$"""{"tool_calls":[{{call}}]}""") with { IsDelivered = true };

    private static Item Stop(int choice = 0, string reason = "stop") => Chunk("{}", choice, reason) with { Finishes = choice };

    private static Item Comment(string raw) => new(raw);

    /// <summary>One event.</summary>
    /// <param name="Raw">Its text.</param>
    public sealed record Item(string Raw)
    {
        /// <summary>What it adds to the first answer; null for nothing.</summary>
        public string? Content { get; init; }

        /// <summary>Whether a piece of an answer comes of it.</summary>
        public bool IsDelivered { get; init; }

        /// <summary>The answer that it ends; null for none.</summary>
        public int? Finishes { get; init; }

        public bool IsDone { get; init; }
    }

    /// <summary>What has been said so far.</summary>
    /// <param name="choices">How many answers are asked for.</param>
    public sealed class State(int choices)
    {
        private readonly HashSet<int> _finished = [];
        private bool _isDone;

        public string Content { get; private set; } = string.Empty;

        public bool IsDelivered { get; private set; }

        public bool IsWhole => _isDone || _finished.Count == choices;

        public void Apply(Item item)
        {
            Content += item.Content;
            IsDelivered |= item.IsDelivered || item.Content is not null;
            _isDone |= item.IsDone;
            if (item.Finishes is { } choice)
            {
                _finished.Add(choice);
            }
        }
    }
}
