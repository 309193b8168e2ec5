namespace Apertis.Tour;

/// <summary>One command of the tour.</summary>
/// <param name="Says">What the reader is about to see.</param>
/// <param name="Command">The command, as a user types it.</param>
/// <param name="ErrorId">The id that its error must open with; null when it must succeed.</param>
internal sealed record Step(string Says, string Command, string? ErrorId = null);
