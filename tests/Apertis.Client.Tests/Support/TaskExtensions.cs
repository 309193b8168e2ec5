namespace Apertis.Client.Tests.Support;

internal static class TaskExtensions
{
    // Only a test that fails ever waits this long.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The task, or a failure that names what was waited for: a test that waits for nothing must end too.</summary>
    public static async Task Soon(this Task task, string what)
    {
        try
        {
            await task.WaitAsync(Patience);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            Assert.Fail($"Nothing came of {what} within {Patience.TotalSeconds} s.");
        }
    }

    /// <inheritdoc cref="Soon(Task, string)"/>
    public static async Task<T> Soon<T>(this Task<T> task, string what)
    {
        await Soon((Task)task, what);
        return await task;
    }
}
