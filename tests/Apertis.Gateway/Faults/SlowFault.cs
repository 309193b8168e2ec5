namespace Apertis.Gateway.Faults;

internal sealed class SlowFault : FaultAction
{
    public override TimeSpan Delay => TimeSpan.FromSeconds(2);
}
