using System.Globalization;
using System.Management.Automation;

namespace Apertis.Pipeline;

/// <summary>
/// The progress bar of a command: how far bulk work has come, how long a wait still lasts, and that an answer is being waited for. Used on the pipeline thread, but for its clock.
/// </summary>
internal sealed class ProgressDisplay : IDisposable
{
    // Scripts number their own bars from 0.
    private const int ActivityId = 1_954_112_005;

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    // Work that is over sooner needs no bar, and a bar that changes more often costs more than it tells.
    private static readonly TimeSpan ShownAfter = TimeSpan.FromSeconds(0.5);

    // Most single answers are there sooner.
    private static readonly TimeSpan PatienceEnds = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(0.2);

    private readonly Cmdlet _cmdlet;
    private readonly PipelineQueue _queue;
    private readonly string _activity;
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly long _started;
    private ITimer? _timer;
    private int _isDue;
    private bool _isShown;
    private BulkTally? _tally;
    private string? _underWay;
    private string? _awaited;
    private TimeSpan _awaitedSince;
    private string? _reason;
    private TimeSpan _waitEnds;
    private TimeSpan _lastShown;

    public ProgressDisplay(Cmdlet cmdlet, PipelineQueue queue, string activity)
    {
        _cmdlet = cmdlet;
        _queue = queue;
        _activity = activity;
        _started = _time.GetTimestamp();
    }

    private TimeSpan Elapsed => _time.GetElapsedTime(_started);

    /// <summary>Shows how far bulk work has come.</summary>
    public void Show(BulkTally tally)
    {
        _tally = tally;
        _timer ??= StartTimer(ShownAfter);
        if (_isShown && Elapsed - _lastShown >= ShortestInterval)
        {
            Render();
        }
    }

    /// <summary>Shows what is under way.</summary>
    public void UnderWay(string what)
    {
        _underWay = what;
        _timer ??= StartTimer(ShownAfter);
        if (_isShown)
        {
            Render();
        }
    }

    /// <summary>Shows that a single call takes its time.</summary>
    /// <param name="what">What is waited for.</param>
    /// <param name="limitSec">The limit that is set for it, in seconds.</param>
    public void Await(string what, double limitSec)
    {
        if (_awaited is null)
        {
            _awaitedSince = Elapsed;
            _timer ??= StartTimer(PatienceEnds);
        }

        _awaited = string.Create(CultureInfo.InvariantCulture, $"waiting for {what} (-TimeoutSec {limitSec})");
    }

    /// <summary>Takes the bar away once there is something of what was waited for; that of bulk work stays.</summary>
    public void Arrived()
    {
        if (_awaited is not null)
        {
            _awaited = null;
            Complete();
        }
    }

    /// <summary>Shows that a wait has begun.</summary>
    /// <param name="delay">How long it is.</param>
    /// <param name="reason">What is waited for.</param>
    public void Wait(TimeSpan delay, string reason)
    {
        if (Elapsed + delay > _waitEnds)
        {
            _waitEnds = Elapsed + delay;
            _reason = reason;
        }

        _timer ??= StartTimer(Tick);
        Render();
    }

    /// <summary>Takes the bar away once a call that waited is over; that of bulk work, of several steps or of an answer stays until its end.</summary>
    public void CallEnded()
    {
        if (_tally is null && _underWay is null && _awaited is null)
        {
            Complete();
        }
    }

    /// <summary>Takes the bar away.</summary>
    public void Complete()
    {
        _timer?.Dispose();
        _timer = null;
        if (_isShown)
        {
            _isShown = false;
            Write("Done", -1, -1, ProgressRecordType.Completed);
        }
    }

    public void Dispose() => _timer?.Dispose();

    private ITimer StartTimer(TimeSpan due) => _time.CreateTimer(_ => PostRender(), null, due, Tick);

    // A pipeline thread that is busy elsewhere finds one request to draw, however long it was away.
    private void PostRender()
    {
        if (Interlocked.Exchange(ref _isDue, 1) == 0)
        {
            _queue.Post(() =>
            {
                Interlocked.Exchange(ref _isDue, 0);
                if (_timer is not null)
                {
                    Render();
                }
            });
        }
    }

    private void Render()
    {
        var wait = _waitEnds - Elapsed;
        var waiting = wait > TimeSpan.Zero ? string.Create(CultureInfo.InvariantCulture, $"{_reason}: waiting {Math.Ceiling(wait.TotalSeconds):0} s") : null;
        if (_tally is not { } tally)
        {
            if (waiting is not null)
            {
                Write($"{waiting} before the next attempt", (int)Math.Ceiling(wait.TotalSeconds), -1, ProgressRecordType.Processing);
            }
            else if (_underWay is not null)
            {
                Write(_underWay, -1, -1, ProgressRecordType.Processing);
            }
            else if (_awaited is not null)
            {
                Write(string.Create(CultureInfo.InvariantCulture, $"{(Elapsed - _awaitedSince).TotalSeconds:0} s: {_awaited}"), -1, -1, ProgressRecordType.Processing);
            }

            return;
        }

        var status = tally.Describe(Elapsed);
        Write(waiting is null ? status : $"{waiting} · {status}", tally.SecondsLeft(Elapsed), tally.Percent, ProgressRecordType.Processing);
    }

    private void Write(string status, int secondsRemaining, int percent, ProgressRecordType type)
    {
        _isShown = type == ProgressRecordType.Processing;
        _lastShown = Elapsed;
        _cmdlet.WriteProgress(new ProgressRecord(ActivityId, _activity, status) { SecondsRemaining = secondsRemaining, PercentComplete = percent, RecordType = type });
    }
}
