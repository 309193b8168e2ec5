namespace Apertis.Client.Bulk;

/// <summary>
/// Runs work side by side and hands over its outcomes in the order in which it was begun. Begun and taken on one thread.
/// </summary>
/// <param name="limit">How much may be under way at once.</param>
internal sealed class OrderedWindow<T>(int limit)
{
    // Finished outcomes for each place, which a slow one before them may hold back.
    private const int HeldForEach = 8;

    private readonly Queue<Task<T>> _begun = new();
    private TaskCompletionSource _moreFinished = NewSignal();
    private int _underWay;

    public int UnderWay => Volatile.Read(ref _underWay);

    /// <summary>Whether nothing is left to be taken.</summary>
    public bool IsEmpty => _begun.Count == 0;

    /// <summary>Whether more work may be begun.</summary>
    public bool HasRoom => UnderWay is var underWay && underWay < limit && _begun.Count - underWay < limit * HeldForEach;

    /// <summary>Outcomes that are there but could not be taken in order yet.</summary>
    public IEnumerable<T> Held => _begun.Where(task => task.IsCompletedSuccessfully).Select(task => task.Result);

    public void Begin(Func<Task<T>> work)
    {
        Interlocked.Increment(ref _underWay);
        var task = Task.Run(work);
        _begun.Enqueue(task);

        // Told after the task has ended, or its outcome could be looked for too early.
        _ = task.ContinueWith(Tell, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Whether the next outcome in order is there.</summary>
    public bool IsNextReady => _begun.TryPeek(out var next) && next.IsCompleted;

    /// <summary>Takes the next outcome in order, which must be there.</summary>
    public T TakeNext() => _begun.Dequeue().GetAwaiter().GetResult();

    /// <summary>Ends when more work has ended since the last time.</summary>
    public Task MoreFinishedAsync(CancellationToken cancellationToken)
    {
        var signal = Volatile.Read(ref _moreFinished);
        if (!signal.Task.IsCompleted)
        {
            return signal.Task.WaitAsync(cancellationToken);
        }

        // What is told of meanwhile is seen in the look that follows.
        Interlocked.Exchange(ref _moreFinished, NewSignal());
        return Task.CompletedTask;
    }

    private void Tell(Task ended)
    {
        Interlocked.Decrement(ref _underWay);
        Volatile.Read(ref _moreFinished).TrySetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
