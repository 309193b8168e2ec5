using System.Diagnostics;

namespace Apertis.Benchmarks.Measuring;

/// <summary>What a call costs.</summary>
internal static class Cost
{
    /// <summary>Seconds of one call.</summary>
    public static async Task<double> TimeAsync(Func<Task> call)
    {
        var started = Stopwatch.GetTimestamp();
        await call();
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>Bytes a call, on all threads, on average over some calls: what is done by the way, as for a timer, is shared by many.</summary>
    public static async Task<double> AllocationsAsync(int calls, Func<Task> call)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        for (var done = 0; done < calls; done++)
        {
            await call();
        }

        return (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)calls;
    }
}
