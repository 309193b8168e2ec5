namespace Apertis.Faults.Places;

/// <summary>What a program wrote.</summary>
internal sealed record ToolOutput(int ExitCode, string Output, string Errors);
