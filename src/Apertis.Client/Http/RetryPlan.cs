using System.Globalization;

namespace Apertis.Client.Http;

/// <summary>Decides whether a failed attempt is followed by another, after how long, and what the failure means for the key.</summary>
/// <param name="options">The caller's limits.</param>
/// <param name="redactor">Replaces the secrets.</param>
/// <param name="observer">Told which keys are left out.</param>
/// <param name="jitter">Gives the part of a second that is added to a pause of our own, from 0 to 1.</param>
internal sealed class RetryPlan(ClientOptions options, Redactor redactor, ITrafficObserver observer, Func<double> jitter)
{
    /// <summary>Plans what follows a failure.</summary>
    /// <param name="call">The call.</param>
    /// <param name="failure">What ended its latest attempt.</param>
    /// <param name="isOpen">Whether another attempt would do no harm, as nothing of an answer has been used.</param>
    /// <param name="isPassing">Whether the failure is of a kind that passes.</param>
    /// <param name="hint">The server's own wish; null when it has none.</param>
    /// <param name="now">The time, for naming the end of a wait.</param>
    /// <returns>The wait, or null with the reason why there is none.</returns>
    public (TimeSpan? Delay, string? Note) Next(ApiCall call, GuideMatch failure, bool isOpen, bool isPassing, TimeSpan? hint, DateTimeOffset now)
    {
        // The guide's own backoff: 2^attempt seconds and up to a second of jitter. A wait of a day is past any limit.
        var delay = hint ?? TimeSpan.FromSeconds(Math.Min(Math.Pow(2, call.Retries), 86_400) + jitter());
        if (call.Request.Keys is { } keys && EffectOf(failure) is not KeyEffect.None and var effect)
        {
            if (MovesOn(call, keys, failure, effect, delay) && isOpen)
            {
                return (TimeSpan.Zero, null);
            }

            if (effect == KeyEffect.Rests && isPassing)
            {
                var isStuck = !keys.HasAnsweredSince(call.LimitedAt);
                call.LimitedAt = keys.Now;
                var wait = keys.WaitFor(call.Request.Model) ?? delay;
                if (keys.IsShared)
                {
                    // The limit is met by all calls together: while it lets some of them through, none has failed, and none is charged for the rest.
                    return !isOpen || options.MaximumRetryCount == 0 || (isStuck && call.Retries >= options.MaximumRetryCount) ? (null, null)
                        : TooLong(wait) is { } most ? (null, $"{Wish(hint, wait, now)}, longer than {most} allows")
                        : Sent(call, isStuck, TimeSpan.Zero);
                }

                // Another key may be free sooner. What this one has to rest for another call's sake is not counted, and waited for later.
                delay = wait < delay ? wait : delay;
            }
        }

        return !isOpen || !isPassing || call.Retries >= options.MaximumRetryCount ? (null, null)
            : TooLong(delay) is { } limit ? (null, $"{Wish(hint, delay, now)}, longer than {limit} allows")
            : delay >= call.Left ? (null, $"{Wish(hint, delay, now)}, longer than what is left of -TimeoutSec {options.Timeout.InSeconds()}")
            : Sent(call, isRetry: true, delay);
    }

    /// <summary>The limit that a wait is longer than; null when it is not.</summary>
    public string? TooLong(TimeSpan delay) => delay > options.MaximumRetryDelay ? $"-MaximumRetryDelaySec {options.MaximumRetryDelay.InSeconds()}" : null;

    /// <summary>A time and how far off it is.</summary>
    public static string Describe(DateTimeOffset now, TimeSpan wait) =>
        string.Create(CultureInfo.InvariantCulture, $"{now + wait:yyyy-MM-dd HH:mm:ss} UTC (in {wait.InSeconds()} s)");

    private static (TimeSpan? Delay, string? Note) Sent(ApiCall call, bool isRetry, TimeSpan delay)
    {
        call.Retries += isRetry ? 1 : 0;
        return (delay, null);
    }

    // A server that says that trying again helps has not given up the key.
    private static KeyEffect EffectOf(GuideMatch failure) =>
        failure.Problem.KeyEffect is KeyEffect.Rests || !failure.IsRetriable ? failure.Problem.KeyEffect : KeyEffect.None;

    // Tells the other calls what this one learnt of the key, and whether another key can take over at once.
    private bool MovesOn(ApiCall call, KeyRing keys, GuideMatch failure, KeyEffect effect, TimeSpan rest)
    {
        var model = call.Request.Model;
        var key = call.Key!;
        switch (effect)
        {
            case KeyEffect.Rests:
                keys.Rest(key, rest);

                // Bounded: keys whose rests are very short could else be asked in turns for as long as the call may last.
                return keys.Count > 1 && keys.WaitFor(model) == TimeSpan.Zero && call.Moves++ < keys.Count;
            case KeyEffect.Dead:
                return TellLeftOut(keys.Drop(key, failure), keys.CountLiving(), string.Empty);
            default:
                return TellLeftOut(keys.Deny(key, model), keys.CountFor(model), $" for the model {model}");
        }

        bool TellLeftOut(bool isNews, int left, string purpose)
        {
            if (isNews && left > 0)
            {
                observer.KeyLeftOut(redactor.Redact($"The key {key.Cleaned.Masked} is left out from now on{purpose}. {failure.ToException(default).Message}"));
            }

            return left > 0;
        }
    }

    private static string Wish(TimeSpan? hint, TimeSpan delay, DateTimeOffset now) =>
        $"{(hint is null ? "the next attempt is due" : "the server asks to wait until")} {Describe(now, delay)}";
}
