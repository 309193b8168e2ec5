using Polly;
using Polly.Retry;

namespace Apertis.Client.Http;

/// <summary>Repeats attempts, with the delays that their outcomes ask for. Made by calls that need it: what it is built of takes longer to set up than all the rest of a command.</summary>
internal sealed class AttemptRepeater
{
    private readonly ResiliencePipeline<AttemptOutcome> _pipeline;

    public AttemptRepeater(TimeProvider time)
    {
        var builder = new ResiliencePipelineBuilder<AttemptOutcome> { TimeProvider = time };
        builder.AddRetry(new RetryStrategyOptions<AttemptOutcome>
        {
            // The plan counts: moving on to another key is not a retry.
            MaxRetryAttempts = int.MaxValue,
            ShouldHandle = static arguments => ValueTask.FromResult(arguments.Outcome.Result?.RetryDelay is not null),
            DelayGenerator = static arguments => ValueTask.FromResult(arguments.Outcome.Result?.RetryDelay),
            MaxDelay = null,
        });
        _pipeline = builder.Build();
    }

    /// <summary>Goes on after an attempt.</summary>
    /// <param name="first">Its outcome.</param>
    /// <param name="attempt">Makes another.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The first outcome that asks for no other attempt.</returns>
    public async Task<AttemptOutcome> RepeatAsync(AttemptOutcome first, Func<ValueTask<AttemptOutcome>> attempt, CancellationToken cancellationToken)
    {
        AttemptOutcome? made = first;
        return await _pipeline.ExecuteAsync(_ => Interlocked.Exchange(ref made, null) is { } outcome ? ValueTask.FromResult(outcome) : attempt(), cancellationToken).ConfigureAwait(false);
    }
}
