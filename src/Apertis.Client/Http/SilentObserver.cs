namespace Apertis.Client.Http;

/// <summary>Watches calls of which nobody is to hear.</summary>
internal sealed class SilentObserver : ITrafficObserver
{
    public bool WantsContent => false;

    public void ContentSeen(string text)
    {
    }

    public void AttemptFinished(Attempt attempt, RateLimit? rateLimit)
    {
    }

    public void Waiting(TimeSpan delay, GuideProblem problem)
    {
    }

    public void KeyLeftOut(string message)
    {
    }
}
