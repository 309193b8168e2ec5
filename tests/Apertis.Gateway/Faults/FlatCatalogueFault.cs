namespace Apertis.Gateway.Faults;

/// <summary>A mark that the detailed model list looks for.</summary>
internal sealed class FlatCatalogueFault : FaultAction;
