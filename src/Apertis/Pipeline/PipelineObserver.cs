using System.Globalization;
using System.Management.Automation;
using Apertis.Client.Http;

namespace Apertis.Pipeline;

/// <summary>Shows on the verbose, debug, warning and progress streams what happens on the wire.</summary>
/// <param name="cmdlet">The command that writes.</param>
/// <param name="queue">Its pipeline thread.</param>
/// <param name="progress">Its progress bar.</param>
/// <param name="wantsContent">Whether the debug stream is shown.</param>
/// <param name="writeLine">Writes a line an attempt.</param>
/// <param name="warn">Writes a warning.</param>
internal sealed class PipelineObserver(Cmdlet cmdlet, PipelineQueue queue, ProgressDisplay progress, bool wantsContent, Action<string> writeLine, Action<string> warn) : ITrafficObserver
{
    public bool WantsContent { get; } = wantsContent;

    public void ContentSeen(string text) => queue.Post(() => cmdlet.WriteDebug(text));

    public void AttemptFinished(Attempt attempt, RateLimit? rateLimit)
    {
        queue.Post(() =>
        {
            if (attempt.Delay is null)
            {
                progress.CallEnded();
            }

            writeLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{attempt.Method} {attempt.Path}: {attempt.StatusCode?.ToString(CultureInfo.InvariantCulture) ?? attempt.Problem ?? "no answer"} in {attempt.Duration.TotalMilliseconds:0} ms, request id {attempt.RequestId ?? "none"}, rate limit {rateLimit?.ToString() ?? "unknown"}, attempt {attempt.Number}"));
        });
    }

    public void Waiting(TimeSpan delay, GuideProblem problem) => queue.Post(() =>
    {
        writeLine(string.Create(CultureInfo.InvariantCulture, $"{problem.Title}: waiting {delay.TotalSeconds:0.###} s before the next attempt"));
        progress.Wait(delay, problem.Title);
    });

    public void KeyLeftOut(string message) => queue.Post(() => warn(message));
}
