using System.Diagnostics;

namespace Apertis.Tests.Setup;

/// <summary>Waits for what happens elsewhere, no longer than it takes.</summary>
internal static class Wait
{
    // Never reached unless something is broken.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static async Task UntilAsync(Func<bool> condition, string what)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Patience, $"Waited in vain for {what}.");
            await Task.Delay(5);
        }
    }
}
