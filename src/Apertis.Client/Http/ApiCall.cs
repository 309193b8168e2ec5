namespace Apertis.Client.Http;

/// <summary>The state of one call across its attempts.</summary>
internal sealed class ApiCall : IDisposable
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _limit;
    private readonly long _started;
    private readonly CancellationToken _stop;
    private readonly CancellationTokenSource _deadline;
    private readonly CancellationTokenSource _either;

    public ApiCall(ApiRequest request, TimeSpan limit, TimeProvider time, CancellationToken stop)
    {
        Request = request;
        _time = time;
        _limit = limit;
        _started = time.GetTimestamp();
        _stop = stop;
        _deadline = new CancellationTokenSource(limit, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(stop, _deadline.Token);
    }

    public ApiRequest Request { get; }

    public List<Attempt> Attempts { get; } = [];

    /// <summary>What ended the latest attempt; null before the first.</summary>
    public ProblemReport? LastProblem { get; set; }

    public CancellationToken Token => _either.Token;

    /// <summary>The caller's wish to stop, without the limit of the call.</summary>
    public CancellationToken Stop => _stop;

    public bool IsStopped => _stop.IsCancellationRequested;

    public void ThrowIfStopped() => _stop.ThrowIfCancellationRequested();

    public bool IsOutOfTime => _deadline.IsCancellationRequested;

    /// <summary>Puts the limit back where an earlier attempt lifted it.</summary>
    public void ResumeClock() => _deadline.CancelAfter(Left);

    /// <summary>Lifts the limit of the call: the answer has begun, and now only its gaps are limited.</summary>
    public void StopClock() => _deadline.CancelAfter(System.Threading.Timeout.InfiniteTimeSpan);

    public TimeSpan Elapsed => _time.GetElapsedTime(_started);

    public TimeSpan Left => _limit - Elapsed is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    public void Dispose()
    {
        _either.Dispose();
        _deadline.Dispose();
    }
}
