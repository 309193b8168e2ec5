namespace Apertis.Client.Http;

/// <summary>Told what happens on the wire. Everything it is given is redacted. Called from any thread.</summary>
internal interface ITrafficObserver
{
    /// <summary>Whether headers and bodies are wanted; making them fit to be shown costs time.</summary>
    bool WantsContent { get; }

    /// <summary>Headers and body of a request or an answer.</summary>
    void ContentSeen(string text);

    /// <summary>An attempt is over. The rate limit is that of its answer.</summary>
    void AttemptFinished(Attempt attempt, RateLimit? rateLimit);

    /// <summary>A call waits before its next attempt, or for a key that rests before its first.</summary>
    void Waiting(TimeSpan delay, GuideProblem problem);

    /// <summary>A key is no more used, or no more for some model; others go on.</summary>
    void KeyLeftOut(string message);
}
