namespace Apertis.Gateway.Faults;

/// <summary>A pause between words, and perhaps something on the way that holds the stream back until it is complete.</summary>
internal sealed class StreamPaceFault(FaultSettings settings, bool holdsBack) : FaultAction
{
    private readonly TimeSpan _pause = settings.Milliseconds("ms", 100);

    public override TimeSpan? WordDelay => _pause;

    public override bool HoldsBackStream => holdsBack;
}
