namespace Apertis.Client.Http;

/// <summary>The state of one call across its attempts.</summary>
internal sealed class ApiCall : IDisposable
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _limit;
    private readonly long _started;
    private readonly CancellationToken _stop;
    private readonly CancellationTokenSource _end;
    private readonly CancellationTokenRegistration _stopping;
    private TimeSpan _paused;
    private bool _isClockStopped;

    public ApiCall(ApiRequest request, TimeSpan limit, TimeProvider time, CancellationToken stop)
    {
        Request = request;
        Key = request.Key;
        LimitedAt = request.Keys?.Now ?? TimeSpan.Zero;
        request.Keys?.Enter();
        _time = time;
        _limit = limit;
        _started = time.GetTimestamp();
        _stop = stop;
        _end = new CancellationTokenSource(limit, time);
        _stopping = stop.UnsafeRegister(static end => ((CancellationTokenSource)end!).Cancel(), _end);
    }

    public ApiRequest Request { get; }

    /// <summary>The key of the latest attempt; null for none.</summary>
    public ResolvedKey? Key { get; set; }

    public List<Attempt> Attempts { get; } = [];

    /// <summary>Attempts that were repeated, those not counted that only moved on to another key.</summary>
    public int Retries { get; set; }

    /// <summary>When the call last met a rate limit, by its ring's clock; before that, when it began.</summary>
    public TimeSpan LimitedAt { get; set; }

    /// <summary>How often the call moved on from a key at its rate limit to one that was free.</summary>
    public int Moves { get; set; }

    /// <summary>What ended the latest attempt; null before the first.</summary>
    public ProblemReport? LastProblem { get; set; }

    /// <summary>Cancelled when the caller wishes to stop, or the limit of the call has passed.</summary>
    public CancellationToken Token => _end.Token;

    /// <summary>The caller's wish to stop, without the limit of the call.</summary>
    public CancellationToken Stop => _stop;

    public bool IsStopped => _stop.IsCancellationRequested;

    public void ThrowIfStopped() => _stop.ThrowIfCancellationRequested();

    public bool IsOutOfTime => _end.IsCancellationRequested && !IsStopped;

    /// <summary>Puts the limit back where an earlier attempt lifted it.</summary>
    public void ResumeClock()
    {
        if (_isClockStopped)
        {
            _isClockStopped = false;
            _end.CancelAfter(Left);
        }
    }

    /// <summary>Lifts the limit of the call: the answer has begun, and now only its gaps are limited.</summary>
    public void StopClock()
    {
        _isClockStopped = true;
        _end.CancelAfter(System.Threading.Timeout.InfiniteTimeSpan);
    }

    /// <summary>Waits without counting it against the limit of the call.</summary>
    /// <param name="longest">How long at most; null for as long as it takes.</param>
    /// <param name="signal">Ends the wait.</param>
    public async Task PauseAsync(TimeSpan? longest, Task signal)
    {
        var started = _time.GetTimestamp();
        StopClock();
        try
        {
            await signal.WaitAsync(longest ?? System.Threading.Timeout.InfiniteTimeSpan, _time, _stop).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The wait was as long as it was to be.
        }

        _paused += _time.GetElapsedTime(started);
        ResumeClock();
    }

    public TimeSpan Elapsed => _time.GetElapsedTime(_started);

    public TimeSpan Left => _limit + _paused - Elapsed is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    public void Dispose()
    {
        Request.Keys?.Leave();
        _stopping.Dispose();
        _end.Dispose();
    }
}
