namespace Apertis.Client.Tests.Support;

/// <summary>A clock that stands still until a test advances it; its timers fire only then.</summary>
internal sealed class FakeClock : TimeProvider
{
    /// <summary>Where every clock starts, unless told otherwise.</summary>
    public static readonly DateTimeOffset Start = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    // Task.Delay and CancellationTokenSource count in whole milliseconds.
    private static readonly TimeSpan Grain = TimeSpan.FromMilliseconds(1);

    private readonly Lock _lock = new();
    private readonly List<FakeTimer> _timers = [];
    private readonly List<(TimeSpan Due, TaskCompletionSource Seen)> _waiting = [];
    private readonly DateTimeOffset _start;
    private TimeSpan _elapsed;

    public FakeClock(DateTimeOffset? start = null)
    {
        _start = start ?? Start;
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _start + _elapsed;
        }
    }

    public override long GetTimestamp()
    {
        lock (_lock)
        {
            return _elapsed.Ticks;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new FakeTimer(this, callback, state, period);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Ends once a timer is set that fires in just that time from now; at once when there is one already.</summary>
    public Task TimerDueAsync(TimeSpan due)
    {
        lock (_lock)
        {
            if (_timers.Any(timer => IsAt(timer.DueAt, _elapsed + due)))
            {
                return Task.CompletedTask;
            }

            var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((_elapsed + due, seen));
            return seen.Task.Soon($"a timer due in {due}");
        }
    }

    /// <summary>Moves the time on, and fires what falls due on the way, in order.</summary>
    public void Advance(TimeSpan by)
    {
        TimeSpan end;
        lock (_lock)
        {
            end = _elapsed + by;
        }

        while (NextDue(end) is { } timer)
        {
            timer.Fire();
        }

        lock (_lock)
        {
            _elapsed = end;
        }
    }

    /// <summary>Moves the time on to the next timer, if one falls due within so long, and fires it.</summary>
    /// <returns>False when none does.</returns>
    public bool AdvanceToNext(TimeSpan within)
    {
        TimeSpan limit;
        lock (_lock)
        {
            limit = _elapsed + within;
        }

        var next = NextDue(limit);
        next?.Fire();
        return next is not null;
    }

    private static bool IsAt(TimeSpan dueAt, TimeSpan wanted) => dueAt <= wanted && wanted - dueAt < Grain;

    private FakeTimer? NextDue(TimeSpan end)
    {
        lock (_lock)
        {
            var next = _timers.Where(timer => timer.DueAt <= end).MinBy(timer => timer.DueAt);
            if (next is not null)
            {
                _elapsed = next.DueAt > _elapsed ? next.DueAt : _elapsed;
                _timers.Remove(next);
            }

            return next;
        }
    }

    private void Set(FakeTimer timer, TimeSpan due)
    {
        lock (_lock)
        {
            _timers.Remove(timer);
            if (due == Timeout.InfiniteTimeSpan)
            {
                return;
            }

            timer.DueAt = _elapsed + due;
            _timers.Add(timer);
            foreach (var (_, seen) in _waiting.Where(wait => IsAt(timer.DueAt, wait.Due)))
            {
                seen.TrySetResult();
            }
        }
    }

    private sealed class FakeTimer(FakeClock clock, TimerCallback callback, object? state, TimeSpan period) : ITimer
    {
        private TimeSpan _period = period;

        public TimeSpan DueAt { get; set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _period = period;
            clock.Set(this, dueTime);
            return true;
        }

        public void Fire()
        {
            if (_period > TimeSpan.Zero)
            {
                clock.Set(this, _period);
            }

            callback(state);
        }

        public void Dispose() => clock.Set(this, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
