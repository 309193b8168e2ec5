namespace Apertis.Completion;

/// <summary>A value on offer, and what is known of it.</summary>
internal readonly record struct CompletionValue(string Text, string ToolTip);
