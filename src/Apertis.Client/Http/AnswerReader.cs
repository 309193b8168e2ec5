using System.Buffers;

namespace Apertis.Client.Http;

/// <summary>Reads an answer's body into memory, within limits.</summary>
internal static class AnswerReader
{
    // Far above any real answer; an endless body ends here instead of in the machine's memory.
    private const int LongestAnswer = 256 * 1024 * 1024;

    private const int UnannouncedLength = 16 * 1024;

    // An error's body that comes slower than this has no more to say than its status.
    private static readonly TimeSpan LongestErrorWait = TimeSpan.FromSeconds(5);

    // What classification looks at and what an exception may keep.
    private const int LongestError = 1024 * 1024;

    /// <summary>Reads the body of a 2xx answer.</summary>
    /// <exception cref="IOException">The answer broke off, or is too long.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var (body, isWhole) = await ReadAsync(content, LongestAnswer, cancellationToken).ConfigureAwait(false);
        return isWhole ? body : throw new AnswerTooLongException($"it is longer than {LongestAnswer >> 20} MB");
    }

    /// <summary>Reads what can be had of an error's body. A body that breaks off or stalls is no further problem: the status stands.</summary>
    /// <param name="content">The answer.</param>
    /// <param name="left">What is left of the call.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stop">The caller's wish to stop.</param>
    public static async Task<ReadOnlyMemory<byte>> ReadErrorAsync(HttpContent content, TimeSpan left, TimeProvider time, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(left < LongestErrorWait ? left : LongestErrorWait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        var (body, _) = await ReadAsync(content, LongestError, either.Token, keepsPart: true).ConfigureAwait(false);
        stop.ThrowIfCancellationRequested();
        return body;
    }

    private static async Task<(ReadOnlyMemory<byte> Body, bool IsWhole)> ReadAsync(HttpContent content, int limit, CancellationToken cancellationToken, bool keepsPart = false)
    {
        // One more than announced, so that the end is seen without a larger buffer.
        var announced = content.Headers.ContentLength is { } length && length < limit ? (int)length + 1 : UnannouncedLength;
        var buffer = ArrayPool<byte>.Shared.Rent(announced);
        var filled = 0;
        try
        {
            var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            while (await stream.ReadAsync(buffer.AsMemory(filled), cancellationToken).ConfigureAwait(false) is > 0 and var read)
            {
                filled += read;
                if (filled > limit)
                {
                    return (buffer.AsSpan(0, limit).ToArray(), false);
                }

                if (filled == buffer.Length)
                {
                    var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(limit + 1L, buffer.Length * 2L));
                    buffer.AsSpan(0, filled).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }
            }

            return (buffer.AsSpan(0, filled).ToArray(), true);
        }
        catch (Exception exception) when (keepsPart && (exception is IOException or HttpRequestException or InvalidDataException or OperationCanceledException))
        {
            return (buffer.AsSpan(0, filled).ToArray(), false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
