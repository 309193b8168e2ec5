namespace Apertis.Gateway.Faults;

/// <summary>Serves normally; only the common settings count.</summary>
internal sealed class NoFault : FaultAction;
