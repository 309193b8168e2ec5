using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Apertis.Client.Tests.Support;
using Ending = Apertis.Client.Tests.Support.StreamServer.Ending;

namespace Apertis.Client.Tests.Chat;

/// <summary>Streams that are cut, or split, at every byte.</summary>
public sealed partial class StreamingCutTests
{
    private const int AtOnce = 8;

    public static TheoryData<string> Sequences => [.. StreamSequence.All.Select(sequence => sequence.Name)];

    [Theory]
    [MemberData(nameof(Sequences))]
    public async Task A_stream_cut_at_any_byte_is_complete_only_when_its_end_had_been_sent(string name)
    {
        var sequence = StreamSequence.All.Single(candidate => candidate.Name == name);
        var cases = Enumerable.Range(0, sequence.Bytes.Length + 1)
            .SelectMany(cut => (IEnumerable<(int Cut, Ending Ending)>)[(cut, Ending.Close), (cut, cut % 2 == 0 ? Ending.Short : Ending.Reset)])
            .ToList();

        var wrong = await CheckAsync(sequence, cases, item => new StreamServer.Answer([sequence.Bytes[..item.Cut]], item.Ending), (item, outcome) => Judge(sequence, item.Cut, item.Ending, outcome));

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {cases.Count} cases:\n{string.Join('\n', wrong.Take(10))}");
    }

    [Theory]
    [MemberData(nameof(Sequences))]
    public async Task A_stream_split_at_any_byte_gives_the_same_result(string name)
    {
        var sequence = StreamSequence.All.Single(candidate => candidate.Name == name);
        var bytes = sequence.Bytes;
        var cases = Enumerable.Range(0, bytes.Length + 1).ToList();
        var outcomes = new ConcurrentDictionary<int, string>();

        var wrong = await CheckAsync(
            sequence,
            cases,
            at => new StreamServer.Answer(at == 0 ? [bytes] : at == bytes.Length ? [.. bytes.Chunk(Math.Max(1, bytes.Length / 20))] : [bytes[..at], bytes[at..]], Ending.Close),
            (at, outcome) =>
            {
                outcomes[at] = outcome.Describe();
                return outcome.Error?.Problem;
            });

        Assert.Empty(wrong);
        Assert.All(outcomes, outcome => Assert.Equal(outcomes[0], outcome.Value));
    }

    [Fact]
    public async Task What_the_sequences_say_is_in_the_result()
    {
        var results = new Dictionary<string, Outcome>();
        foreach (var sequence in StreamSequence.All)
        {
            await CheckAsync(sequence, [0], _ => new StreamServer.Answer([sequence.Bytes], Ending.Close), (_, outcome) =>
            {
                results[sequence.Name] = outcome;
                return null;
            });
            Assert.Equal(sequence.After(int.MaxValue).Sure.Content, results[sequence.Name].Result!.Content ?? string.Empty);
        }

        Assert.Equal(3, results["words"].Result!.Usage!.TotalTokens);
        Assert.Equal(["ac", "bd"], results["two choices"].Result!.Choices.Select(choice => choice.Message.Content));
        Assert.Equal(
            [new ChatToolCall { Id = "c1", Name = "look", Arguments = "{\"x\":1}" }, new ChatToolCall { Id = "c2", Name = "go", Arguments = "{}" }],
            results["tool calls"].Result!.ToolCalls);
        Assert.Equal("Hm so", results["reasoning"].Result!.Reasoning);
        Assert.Equal("https://e.x/", Assert.Single(results["web sources"].Result!.WebSources!).Url);
        Assert.Equal("Zürich 東京👩‍👩‍👧 עב😀e\u0301\u2028", results["non-ASCII"].Result!.Content);
        Assert.Equal(("length", false), (results["length, no finish of its own"].Result!.FinishReason, results["length, no finish of its own"].Result!.IsComplete));
        Assert.All(results.Values, outcome => Assert.Equal(outcome.Result!.Content ?? string.Empty, string.Concat(outcome.Deltas.Where(delta => delta.Choice == 0).Select(delta => delta.Content))));
    }

    private static string? Judge(StreamSequence sequence, int cut, Ending ending, Outcome outcome)
    {
        var (sure, possible) = sequence.After(cut);
        var partial = outcome.Error?.PartialResult;
        if (outcome.Result is { } result)
        {
            return !possible.IsWhole ? $"a result (complete: {result.IsComplete}) although its end had not been sent"
                : result.Content is { } text && text != sure.Content && text != possible.Content ? $"the text is '{text}'"
                : null;
        }

        // A reset may overtake what was sent before it: then less has arrived, and never more.
        return outcome.Error!.Problem != "StreamIncomplete" && !(ending == Ending.Reset && outcome.Error.Problem is "ConnectionReset" or "ConnectionFailed") ? $"the error is {outcome.Error.Problem}: {outcome.Error.Message}"
            : partial?.IsComplete == true ? "the partial result is complete"
            : partial is not null && !possible.IsDelivered ? "a partial result of nothing"
            : !possible.Content.StartsWith(partial?.Content ?? string.Empty, StringComparison.Ordinal) ? $"the partial text is '{partial?.Content}'"
            : ending == Ending.Reset ? null
            : sure.IsWhole ? "an error although the whole answer had been sent"
            : partial is null && sure.IsDelivered ? "no partial result"
            : partial is not null && (partial.Content ?? string.Empty) != sure.Content && partial.Content != possible.Content ? $"the partial text is '{partial.Content}', not '{sure.Content}'"
            : string.Concat(outcome.Deltas.Where(delta => delta.Choice == 0).Select(delta => delta.Content)) != (partial?.Content ?? string.Empty) ? "the pieces are not the partial text"
            : null;
    }

    private static async Task<List<string>> CheckAsync<T>(StreamSequence sequence, IReadOnlyList<T> cases, Func<T, StreamServer.Answer> answer, Func<T, Outcome, string?> judge)
    {
        await using var server = new StreamServer(request => answer(cases[int.Parse(CaseNumber().Match(request).Groups[1].ValueSpan, CultureInfo.InvariantCulture)]));
        var lab = new Lab(server.BaseUri, with: options => options with { MaximumRetryCount = 0 });
        var chat = lab.Client.Chat();
        var wrong = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(Enumerable.Range(0, cases.Count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (number, _) =>
        {
            var deltas = new List<ChatDelta>();
            Outcome outcome;
            try
            {
                var request = Lab.Prompt(string.Create(CultureInfo.InvariantCulture, $"case {number}.")) with { Count = sequence.Choices == 1 ? null : sequence.Choices, OnDelta = deltas.Add };
                outcome = new Outcome(await chat.SendAsync(request, default).Soon("the call"), null, deltas);
            }
            catch (ApertisException exception)
            {
                outcome = new Outcome(null, exception, deltas);
            }

            if (judge(cases[number], outcome) is { } problem)
            {
                wrong.Add($"{cases[number]}: {problem}");
            }
        });
        return [.. wrong];
    }

    [GeneratedRegex(@"case (\d+)\.")]
    private static partial Regex CaseNumber();

    private sealed record Outcome(ChatResult? Result, ApertisException? Error, IReadOnlyList<ChatDelta> Deltas)
    {
        public string Describe() => JsonSerializer.Serialize(new
        {
            Error?.Problem,
            Result?.Content,
            Result?.Reasoning,
            Result?.FinishReason,
            Result?.IsComplete,
            Result?.Usage?.TotalTokens,
            Result?.ToolCalls,
            Result?.WebSources,
            Choices = Result?.Choices.Select(choice => (string?[])[choice.Message.Content, choice.FinishReason]),
            Deltas = Deltas.Select(delta => (string?[])[delta.Content, delta.Reasoning, delta.ToolCall?.ToString(), delta.Choice.ToString(CultureInfo.InvariantCulture)]),
        });
    }
}
