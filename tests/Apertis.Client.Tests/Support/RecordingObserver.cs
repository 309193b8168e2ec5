using System.Collections.Concurrent;
using System.Threading.Channels;
using Apertis.Client.Http;

namespace Apertis.Client.Tests.Support;

/// <summary>Keeps what the transport tells.</summary>
internal sealed class RecordingObserver : ITrafficObserver
{
    private readonly Channel<TimeSpan> _waits = Channel.CreateUnbounded<TimeSpan>();
    private readonly ConcurrentQueue<string> _contents = new();
    private readonly ConcurrentQueue<Attempt> _attempts = new();
    private readonly ConcurrentQueue<string> _leftOut = new();

    public bool WantsContent { get; init; }

    /// <summary>Called with each wait before it begins.</summary>
    public Action<TimeSpan>? OnWaiting { get; init; }

    /// <summary>Called with each attempt as soon as it is over.</summary>
    public Action<Attempt>? OnAttempt { get; init; }

    public ChannelReader<TimeSpan> Waits => _waits.Reader;

    public IReadOnlyCollection<string> Contents => _contents;

    public IReadOnlyCollection<Attempt> Attempts => _attempts;

    /// <summary>What was said about keys that are no more used.</summary>
    public IReadOnlyCollection<string> LeftOut => _leftOut;

    public void ContentSeen(string text) => _contents.Enqueue(text);

    public void AttemptFinished(Attempt attempt, RateLimit? rateLimit)
    {
        _attempts.Enqueue(attempt);
        OnAttempt?.Invoke(attempt);
    }

    public void KeyLeftOut(string message) => _leftOut.Enqueue(message);

    public void Waiting(TimeSpan delay, GuideProblem problem)
    {
        OnWaiting?.Invoke(delay);
        _waits.Writer.TryWrite(delay);
    }
}
