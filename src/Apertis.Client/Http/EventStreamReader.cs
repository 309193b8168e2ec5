using System.Globalization;
using System.Net.ServerSentEvents;
using System.Text.Json;

namespace Apertis.Client.Http;

/// <summary>Reads a streamed answer to its end, with a limit on the gap between two events. Comments keep the line alive, but do not count.</summary>
/// <param name="limit">The longest gap.</param>
/// <param name="time">The clock.</param>
internal sealed class EventStreamReader(TimeSpan limit, TimeProvider time)
{
    private const int ShownOfEvent = 200;

    /// <summary>Reads the events.</summary>
    /// <param name="content">The answer.</param>
    /// <param name="sink">Takes in each event.</param>
    /// <param name="onFirstEvent">Called once, when the first event has come.</param>
    /// <param name="cancellationToken">Ends the reading from outside.</param>
    /// <returns>What went wrong; null when the answer is whole.</returns>
    /// <exception cref="OperationCanceledException">The reading was ended from outside.</exception>
    public async Task<GuideMatch?> ReadAsync(HttpContent content, IEventSink sink, Action onFirstEvent, CancellationToken cancellationToken)
    {
        using var gap = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, gap.Token);
        var count = 0;
        try
        {
            await using var stream = await content.ReadAsStreamAsync(either.Token).ConfigureAwait(false);
            await foreach (var item in SseParser.Create(stream, (_, data) => Take(sink, data)).EnumerateAsync(either.Token).ConfigureAwait(false))
            {
                if (item.Data.Kind == EventKind.None)
                {
                    continue;
                }

                gap.CancelAfter(limit);
                if (count++ == 0)
                {
                    onFirstEvent();
                }

                if (item.Data.Failure is { } failure)
                {
                    return failure;
                }

                if (item.Data.Kind == EventKind.End)
                {
                    return null;
                }
            }

            return sink.IsWhole ? null : Incomplete("it ended", count, null);
        }
        catch (OperationCanceledException) when (gap.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            var seconds = limit.InSeconds();
            return sink.IsWhole ? null : GuideMatch.Local("StreamStalled", $"no event came for {seconds} s, the limit set by -OperationTimeoutSeconds, after {Events(count)}");
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or InvalidDataException)
        {
            return sink.IsWhole ? null : Incomplete("the connection broke", count, exception);
        }
    }

    private static (EventKind Kind, GuideMatch? Failure) Take(IEventSink sink, ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
        {
            return (EventKind.None, null);
        }

        try
        {
            var kind = sink.Take(data);
            return (kind, kind == EventKind.Error ? HttpLookup.MatchErrorEvent(data.ToArray()) : null);
        }
        catch (JsonException)
        {
            var shown = ServerText.Clean(System.Text.Encoding.UTF8.GetString(data), ShownOfEvent);
            return (EventKind.Error, GuideMatch.Local("StreamMalformed", $"an event is '{shown}'"));
        }
    }

    private static GuideMatch Incomplete(string how, int count, Exception? exception) =>
        GuideMatch.Local("StreamIncomplete", $"{how} after {Events(count)}, with neither a finish reason nor the closing mark") with { Exception = exception };

    private static string Events(int count) => count == 1 ? "1 event" : string.Create(CultureInfo.InvariantCulture, $"{count} events");
}
