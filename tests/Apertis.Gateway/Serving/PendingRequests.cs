using System.Collections.Concurrent;

namespace Apertis.Gateway.Serving;

/// <summary>Counts chat requests between their arrival and the beginning of their answers, by fault prefix.</summary>
internal sealed class PendingRequests
{
    private readonly ConcurrentDictionary<string, Count> _counts = new();

    public int Now(string? faultSegment) => _counts.TryGetValue(faultSegment ?? "", out Count? count) ? count.Now : 0;

    public int Most(string? faultSegment) => _counts.TryGetValue(faultSegment ?? "", out Count? count) ? count.Most : 0;

    /// <summary>Counts a request until what it returns is disposed of, or its answer begins.</summary>
    public IDisposable Enter(Exchange exchange)
    {
        Count count = _counts.GetOrAdd(exchange.Address.FaultSegment ?? "", _ => new Count());
        var pending = new Pending(count);
        exchange.Pending = pending;

        // Any later, and a client that has its answer could send its next request before this one is off the count.
        exchange.Context.Response.OnStarting(() =>
        {
            pending.Dispose();
            return Task.CompletedTask;
        });
        return pending;
    }

    private sealed class Count
    {
        private readonly Lock _lock = new();
        private int _now;
        private int _most;

        public int Now
        {
            get
            {
                lock (_lock)
                {
                    return _now;
                }
            }
        }

        public int Most
        {
            get
            {
                lock (_lock)
                {
                    return _most;
                }
            }
        }

        public void Add(int difference)
        {
            lock (_lock)
            {
                _now += difference;
                _most = Math.Max(_most, _now);
            }
        }
    }

    private sealed class Pending : IDisposable
    {
        private readonly Count _count;
        private bool _over;

        public Pending(Count count)
        {
            _count = count;
            _count.Add(1);
        }

        public void Dispose()
        {
            if (!Interlocked.Exchange(ref _over, true))
            {
                _count.Add(-1);
            }
        }
    }
}
