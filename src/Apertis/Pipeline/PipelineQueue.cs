using System.Collections.Concurrent;
using System.Management.Automation;

namespace Apertis.Pipeline;

/// <summary>
/// Runs work in the background while the pipeline thread, which alone may write, carries out what the work asks it to write.
/// </summary>
internal sealed class PipelineQueue : IDisposable
{
    private readonly BlockingCollection<Action> _actions = [];

    /// <summary>Asks for something to be done on the pipeline thread. Ignored once the command is over.</summary>
    public void Post(Action action)
    {
        try
        {
            _actions.Add(action);
        }
        catch (Exception exception) when (exception is ObjectDisposedException or InvalidOperationException)
        {
            // The command was stopped while its work was still winding down.
        }
    }

    /// <summary>Does on the pipeline thread what has been asked for so far.</summary>
    public void Drain()
    {
        while (_actions.TryTake(out var action))
        {
            action();
        }
    }

    /// <summary>Waits on the pipeline thread until the work is done, and rethrows what it threw.</summary>
    /// <param name="work">The work.</param>
    /// <param name="stop">Ends the waiting at once, whatever the work is doing.</param>
    /// <exception cref="PipelineStoppedException">The command was stopped.</exception>
    public void Run(Func<Task> work, CancellationToken stop)
    {
        var isDone = false;
        var task = Task.Run(work, CancellationToken.None);
        _ = task.ContinueWith(_ => Post(() => isDone = true), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            while (!isDone)
            {
                _actions.Take(stop)();
            }

            task.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }

    public void Dispose() => _actions.Dispose();
}
