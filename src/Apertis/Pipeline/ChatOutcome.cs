namespace Apertis.Pipeline;

/// <summary>What became of one input: its result or its failure.</summary>
internal sealed record ChatOutcome(ChatInput Input, ChatResult? Result, ApertisException? Failure);
