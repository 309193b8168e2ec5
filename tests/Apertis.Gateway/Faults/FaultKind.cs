namespace Apertis.Gateway.Faults;

/// <summary>A fault that can be asked for.</summary>
/// <param name="Name">As it stands in the prefix.</param>
/// <param name="Does">One line for people.</param>
/// <param name="Create">Makes it from its settings.</param>
/// <param name="Settings">Names of the settings of its own, beside the common ones.</param>
internal sealed record FaultKind(
    string Name, string Does, Func<FaultSettings, FaultAction> Create, params IReadOnlyList<string> Settings);
