namespace Apertis.Benchmarks.Contestants;

/// <summary>A message of a request or an answer.</summary>
internal sealed record BareMessage(string Role, string? Content);
