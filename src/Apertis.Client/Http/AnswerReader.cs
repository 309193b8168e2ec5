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
    public static Task<byte[]> ReadAsync(HttpContent content, CancellationToken cancellationToken) =>
        ReadAsync(content, LongestAnswer, keepsPart: false, cancellationToken);

    /// <summary>Reads what can be had of an error's body. A body that breaks off or stalls is no further problem: the status stands.</summary>
    /// <param name="content">The answer.</param>
    /// <param name="left">What is left of the call.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stop">The caller's wish to stop.</param>
    public static async Task<byte[]> ReadErrorAsync(HttpContent content, TimeSpan left, TimeProvider time, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(left < LongestErrorWait ? left : LongestErrorWait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        var body = await ReadAsync(content, LongestError, keepsPart: true, either.Token).ConfigureAwait(false);
        stop.ThrowIfCancellationRequested();
        return body;
    }

    // keepsPart: whether what had arrived is enough, where the rest does not come or there is too much of it.
    private static async Task<byte[]> ReadAsync(HttpContent content, int limit, bool keepsPart, CancellationToken cancellationToken)
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
                    return keepsPart ? buffer.AsSpan(0, limit).ToArray() : throw new AnswerTooLongException($"it is longer than {limit >> 20} MB");
                }

                if (filled == buffer.Length)
                {
                    var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(limit + 1L, buffer.Length * 2L));
                    buffer.AsSpan(0, filled).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }
            }

            return buffer.AsSpan(0, filled).ToArray();
        }
        catch (Exception exception) when (keepsPart && (exception is IOException or HttpRequestException or InvalidDataException or OperationCanceledException))
        {
            return buffer.AsSpan(0, filled).ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
