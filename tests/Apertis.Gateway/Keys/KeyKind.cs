namespace Apertis.Gateway.Keys;

/// <summary>A key and what becomes of it.</summary>
/// <param name="Name">As in <see cref="GatewayKeys"/>.</param>
/// <param name="Key">The key itself.</param>
/// <param name="Refusal">Error code that answers it; null for a key that works.</param>
/// <param name="Does">One line for people.</param>
internal sealed record KeyKind(string Name, string Key, string? Refusal, string Does);
