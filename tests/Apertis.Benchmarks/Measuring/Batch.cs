using System.Diagnostics;

namespace Apertis.Benchmarks.Measuring;

/// <summary>What one call of a batch takes on average: single calls are too short to be measured well.</summary>
internal static class Batch
{
    /// <summary>Seconds a call.</summary>
    public static async Task<double> TimeAsync(int calls, Func<Task> call)
    {
        var started = Stopwatch.GetTimestamp();
        await RepeatAsync(calls, call);
        return Stopwatch.GetElapsedTime(started).TotalSeconds / calls;
    }

    /// <summary>Bytes a call, on all threads.</summary>
    public static async Task<double> AllocationsAsync(int calls, Func<Task> call)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await RepeatAsync(calls, call);
        return (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)calls;
    }

    private static async Task RepeatAsync(int calls, Func<Task> call)
    {
        for (var done = 0; done < calls; done++)
        {
            await call();
        }
    }
}
