namespace Apertis.Client.Http;

/// <summary>
/// The keys of one command. Calls share what one of them learns: a key at its rate limit rests for all of them, a dead one is left out.
/// </summary>
internal sealed class KeyRing(IReadOnlyList<ResolvedKey> keys, TimeProvider time)
{
    // Timers count in milliseconds, so that a wait may end a moment early.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(1);

    private readonly object _lock = new();
    private readonly Slot[] _slots = [.. keys.Select(key => new Slot(key))];
    private readonly long _started = time.GetTimestamp();

    public int Count => _slots.Length;

    /// <summary>Takes the free key with the fewest calls under way, or says how long there is none.</summary>
    /// <param name="model">The model that the call is about.</param>
    public KeyChoice Take(string? model)
    {
        lock (_lock)
        {
            var next = NextFor(model);
            if (next is null)
            {
                return new KeyChoice { Refusal = _slots.MaxBy(slot => slot.DiedAt)!.Death };
            }

            var wait = next.RestsUntil - Now;
            if (wait > Tolerance)
            {
                return new KeyChoice { Wait = wait };
            }

            next.UnderWay++;
            next.Taken++;
            return new KeyChoice { Key = next.Key };
        }
    }

    /// <summary>How long no key may be used; zero when one may, null when none ever will.</summary>
    public TimeSpan? WaitFor(string? model)
    {
        lock (_lock)
        {
            return NextFor(model) is not { } next ? null
                : next.RestsUntil - Now is var wait && wait > TimeSpan.Zero ? wait
                : TimeSpan.Zero;
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
    public void Return(ResolvedKey key)
    {
        lock (_lock)
        {
            SlotOf(key).UnderWay--;
        }
    }

    /// <summary>Lets a key rest, unless it already rests for longer.</summary>
    public void Rest(ResolvedKey key, TimeSpan rest)
    {
        lock (_lock)
        {
            var slot = SlotOf(key);
            slot.RestsUntil = Now + rest is var end && end > slot.RestsUntil ? end : slot.RestsUntil;
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
            return true;
        }
    }

    /// <summary>Leaves a key out for one model, as far as there are others.</summary>
    /// <returns>False when it was left out before.</returns>
    public bool Deny(ResolvedKey key, string? model)
    {
        lock (_lock)
        {
            return SlotOf(key).Deny(model);
        }
    }

    private TimeSpan Now => time.GetElapsedTime(_started);

    private Slot SlotOf(ResolvedKey key) => _slots.First(slot => ReferenceEquals(slot.Key, key));

    // The free key with the fewest calls under way, then the fewest so far; without a free one, the one that is free first; null when none lives.
    private Slot? NextFor(string? model)
    {
        // Where every key was denied, the server may have changed its mind: it is asked again.
        var allowsDenied = !IsAllowedAnywhere(model);
        var until = Now + Tolerance;
        Slot? next = null;
        foreach (var slot in _slots)
        {
            if (slot.Death is null && (allowsDenied || !slot.IsDenied(model)) && (next is null || slot.OrderAt(until).CompareTo(next.OrderAt(until)) < 0))
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

    private sealed class Slot(ResolvedKey key)
    {
        private HashSet<string>? _denied;

        public ResolvedKey Key { get; } = key;

        public int UnderWay { get; set; }

        public long Taken { get; set; }

        public TimeSpan RestsUntil { get; set; }

        public GuideMatch? Death { get; set; }

        public TimeSpan DiedAt { get; set; }

        /// <summary>What makes one key go before another: that it is free, or free sooner; then that less is under way; then that it was used less.</summary>
        public (TimeSpan Free, int UnderWay, long Taken) OrderAt(TimeSpan time) => (RestsUntil <= time ? TimeSpan.Zero : RestsUntil, UnderWay, Taken);

        public bool IsDenied(string? model) => _denied?.Contains(model ?? string.Empty) == true;

        public bool Deny(string? model) => (_denied ??= new HashSet<string>(StringComparer.Ordinal)).Add(model ?? string.Empty);
    }
}
