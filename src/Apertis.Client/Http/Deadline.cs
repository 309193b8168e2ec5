namespace Apertis.Client.Http;

/// <summary>A time limit that several requests share.</summary>
internal sealed class Deadline(TimeSpan limit, TimeProvider time)
{
    // A request must have some time, or it could not even say that there is none left.
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(1);

    private readonly long _started = time.GetTimestamp();

    /// <summary>What is left, never less than a moment.</summary>
    public TimeSpan Left => limit - time.GetElapsedTime(_started) is var left && left > Least ? left : Least;
}
