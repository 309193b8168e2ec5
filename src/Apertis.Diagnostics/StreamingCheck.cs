using System.Globalization;

namespace Apertis.Diagnostics;

/// <summary>Whether a streamed answer arrives as it is written, and not all at its end.</summary>
internal sealed class StreamingCheck : DiagnosticCheck
{
    private const string Prompt = "Count from 1 to 20, with a space between the numbers.";

    // Enough for the answer, however the numbers are cut into tokens.
    private const int MostTokens = 120;

    // Fewer pieces, or an answer that was there at once, show nothing.
    private const int FewestPieces = 5;
    private static readonly TimeSpan ShortestWriting = TimeSpan.FromSeconds(0.4);

    // Pieces that were written one after the other and held back arrive closer together than any model writes.
    private static readonly TimeSpan LongestBurst = TimeSpan.FromMilliseconds(40);

    public override string Name => "Streaming";

    public override IReadOnlyList<string> BuildsOn => ["Model"];

    public override string? Target(DiagnosticContext context) => context.Options.Model;

    public override async Task<ConnectionCheck> RunAsync(DiagnosticContext context, CancellationToken cancellationToken)
    {
        if (ModelChat.ReasonNotToAsk(context) is { } reason)
        {
            return Lacking(reason, context.Options.Model is not null || context.Options.Names(Name));
        }

        try
        {
            var arrivals = new List<TimeSpan>();
            var request = ModelChat.Request(context, Prompt) with { MaxTokens = MostTokens, OnDelta = delta => arrivals.Add(delta.Elapsed) };
            var result = await context.Chat!().SendAsync(request, cancellationToken).ConfigureAwait(false);
            return Judge(arrivals, result, ModelChat.Evidence(context, result));
        }
        catch (ApertisException exception)
        {
            return Failed(exception);
        }
    }

    private ConnectionCheck Judge(List<TimeSpan> arrivals, ChatResult result, Dictionary<string, string> evidence)
    {
        evidence["Pieces"] = arrivals.Count.ToString(CultureInfo.InvariantCulture);
        if (arrivals.Count == 0)
        {
            return Warning("the stream ended well, but no text came", null, null, evidence);
        }

        var first = arrivals[0];
        var spread = arrivals[^1] - first;
        evidence["FirstPiece"] = Milliseconds(first);
        evidence["Spread"] = Milliseconds(spread);
        var text = $"{arrivals.Count} pieces, the first after {Milliseconds(first)}, the last {Milliseconds(spread)} later";
        var isBurst = arrivals.Count >= FewestPieces && first >= ShortestWriting && spread <= LongestBurst;
        if (arrivals.Count == 1 && first >= ShortestWriting)
        {
            return Warning($"the answer came in one piece after {Milliseconds(first)}: it is not streamed, or something holds it back", Buffered(evidence));
        }

        // The gateway's own measurement, where there is one, says how long the writing really took.
        return isBurst && !(result.Usage?.Latency is { EngineTimeToLastToken: { } last, EngineTimeToFirstToken: { } begun } && last - begun <= LongestBurst)
            ? Warning($"all of the answer came at once, although it was written piece by piece: {text}", Buffered(evidence))
            : Passed(spread <= LongestBurst ? $"the stream works; it came too soon, or in too few pieces, to tell whether something holds it back: {text}" : $"the answer is streamed: {text}", evidence);
    }

    private static GuideMatch Buffered(Dictionary<string, string> evidence) =>
        GuideMatch.Local("StreamBuffered", null).With(evidence);
}
