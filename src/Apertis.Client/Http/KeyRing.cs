namespace Apertis.Client.Http;

/// <summary>
/// The keys of one command. Calls share what one of them learns: a key at its rate limit rests for all of them, and then goes on with as many
/// calls as it answered before; a dead key is left out.
/// </summary>
internal sealed class KeyRing(IReadOnlyList<ResolvedKey> keys, TimeProvider time)
{
    // Timers count in milliseconds, so that a wait may end a moment early.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(1);

    private readonly object _lock = new();
    private readonly KeySlot[] _slots = [.. keys.Select(key => new KeySlot(key))];
    private readonly long _started = time.GetTimestamp();
    private TaskCompletionSource? _changed;
    private TimeSpan _answeredAt = TimeSpan.MinValue;
    private int _calls;

    public int Count => _slots.Length;

    /// <summary>Whether calls were ever under way side by side, so that what one of them brings about is not another one's doing.</summary>
    public bool IsShared { get; private set; }

    /// <summary>Time since the ring was made.</summary>
    public TimeSpan Now => time.GetElapsedTime(_started);

    /// <summary>Counts a call that begins.</summary>
    public void Enter()
    {
        lock (_lock)
        {
            IsShared |= ++_calls > 1;
        }
    }

    /// <summary>Counts a call that is over.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            _calls--;
        }
    }

    /// <summary>Takes the free key with the fewest calls under way, or says what to wait for.</summary>
    /// <param name="model">The model that the call is about.</param>
    public KeyChoice Take(string? model)
    {
        lock (_lock)
        {
            var now = Now;
            var next = NextFor(model, now + Tolerance);
            if (next is null)
            {
                var last = _slots.MaxBy(slot => slot.DiedAt)!;
                return new KeyChoice { Refusal = last.Death, LastKey = last.Key };
            }

            if (next.TryTake(now + Tolerance))
            {
                return new KeyChoice { Key = next.Key };
            }

            _changed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new KeyChoice { Rest = next.RestsUntil > now + Tolerance ? next.RestsUntil - now : null, Changed = _changed.Task };
        }
    }

    /// <summary>How long every key still rests; zero when one does not, null when none lives.</summary>
    public TimeSpan? WaitFor(string? model)
    {
        lock (_lock)
        {
            var now = Now;
            return NextFor(model, now + Tolerance) is not { } next ? null
                : next.RestsUntil > now ? next.RestsUntil - now
                : TimeSpan.Zero;
        }
    }

    /// <summary>Whether any call was answered after that time.</summary>
    public bool HasAnsweredSince(TimeSpan since)
    {
        lock (_lock)
        {
            return _answeredAt > since;
        }
    }

    /// <summary>How many keys are left, those that rest included.</summary>
    public int CountLiving()
    {
        lock (_lock)
        {
            return _slots.Count(slot => slot.Death is null);
        }
    }

    /// <summary>How many keys are left for a model, those that rest included.</summary>
    public int CountFor(string? model)
    {
        lock (_lock)
        {
            return _slots.Count(slot => slot.Death is null && !slot.IsDenied(model));
        }
    }

    /// <summary>Gives a key back after an attempt.</summary>
    /// <param name="key">The key.</param>
    /// <param name="isAnswered">Whether the attempt was answered.</param>
    public void Return(ResolvedKey key, bool isAnswered)
    {
        lock (_lock)
        {
            SlotOf(key).Return(isAnswered);
            if (isAnswered)
            {
                _answeredAt = Now;
            }

            TellWaiting();
        }
    }

    /// <summary>Lets a key rest, unless it already rests for longer.</summary>
    public void Rest(ResolvedKey key, TimeSpan rest)
    {
        lock (_lock)
        {
            SlotOf(key).RestUntil(Now + rest);
        }
    }

    /// <summary>Leaves a key out for good.</summary>
    /// <returns>False when it was left out before.</returns>
    public bool Drop(ResolvedKey key, GuideMatch cause)
    {
        lock (_lock)
        {
            var slot = SlotOf(key);
            if (slot.Death is not null)
            {
                return false;
            }

            slot.Death = cause;
            slot.DiedAt = Now;
            TellWaiting();
            return true;
        }
    }

    /// <summary>Leaves a key out for one model, as far as there are others.</summary>
    /// <returns>False when it was left out before.</returns>
    public bool Deny(ResolvedKey key, string? model)
    {
        lock (_lock)
        {
            TellWaiting();
            return SlotOf(key).Deny(model);
        }
    }

    private void TellWaiting()
    {
        _changed?.TrySetResult();
        _changed = null;
    }

    private KeySlot SlotOf(ResolvedKey key) => _slots.First(slot => ReferenceEquals(slot.Key, key));

    // The free key with the fewest calls under way, then the fewest so far; without a free one, the one that is free first; null when none lives.
    private KeySlot? NextFor(string? model, TimeSpan now)
    {
        // Where every key was denied, the server may have changed its mind: it is asked again.
        var allowsDenied = !IsAllowedAnywhere(model);
        KeySlot? next = null;
        foreach (var slot in _slots)
        {
            if (slot.Death is null && (allowsDenied || !slot.IsDenied(model)) && (next is null || slot.OrderAt(now).CompareTo(next.OrderAt(now)) < 0))
            {
                next = slot;
            }
        }

        return next;
    }

    private bool IsAllowedAnywhere(string? model)
    {
        foreach (var slot in _slots)
        {
            if (slot.Death is null && !slot.IsDenied(model))
            {
                return true;
            }
        }

        return false;
    }
}
