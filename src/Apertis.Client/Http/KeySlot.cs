namespace Apertis.Client.Http;

/// <summary>What is known of one key of a ring. Times count from the ring's making. Used under the ring's lock.</summary>
internal sealed class KeySlot(ResolvedKey key)
{
    private const int Unlimited = int.MaxValue;

    // From here on, counting protects nobody.
    private const int Many = 10_000;

    private HashSet<string>? _denied;
    private int _underWay;
    private long _taken;
    private int _answered;
    private int _left = Unlimited;
    private bool _hasRested;

    public ResolvedKey Key { get; } = key;

    public TimeSpan RestsUntil { get; private set; }

    public GuideMatch? Death { get; set; }

    public TimeSpan DiedAt { get; set; }

    public bool IsDenied(string? model) => _denied?.Contains(model ?? string.Empty) == true;

    public bool Deny(string? model) => (_denied ??= new HashSet<string>(StringComparer.Ordinal)).Add(model ?? string.Empty);

    /// <summary>What makes one key go before another: that it is free, or free sooner; then that less is under way; then that it was used less.</summary>
    public (bool IsBusy, TimeSpan Free, int UnderWay, long Taken) OrderAt(TimeSpan now)
    {
        Reopen(now);
        return (_left == 0, RestsUntil <= now ? TimeSpan.Zero : RestsUntil, _underWay, _taken);
    }

    public bool TryTake(TimeSpan now)
    {
        Reopen(now);
        if (RestsUntil > now || _left == 0)
        {
            return false;
        }

        _left = _left == Unlimited ? Unlimited : _left - 1;
        _underWay++;
        _taken++;
        return true;
    }

    /// <summary>An answer lets two more through, so that a limit that was raised is found soon; another failure than a limit gives its place back.</summary>
    public void Return(bool isAnswered)
    {
        _underWay--;
        _answered += isAnswered ? 1 : 0;
        if (_left != Unlimited)
        {
            _left += isAnswered ? 2 : 1;
            _left = _left > Many ? Unlimited : _left;
        }
    }

    public void RestUntil(TimeSpan end)
    {
        _hasRested = true;
        RestsUntil = end > RestsUntil ? end : RestsUntil;
    }

    // All that wait would else rush in at once, and all but a few run into the limit again.
    private void Reopen(TimeSpan now)
    {
        if (_hasRested && RestsUntil <= now)
        {
            _hasRested = false;
            _left = Math.Max(1, _answered);
            _answered = 0;
        }
    }
}
