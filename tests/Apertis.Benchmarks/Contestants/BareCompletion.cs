namespace Apertis.Benchmarks.Contestants;

/// <summary>As much of an answer as a caller needs at least.</summary>
internal sealed record BareCompletion(string Model, long Created, IReadOnlyList<BareCompletion.Choice> Choices, BareCompletion.Tokens Usage)
{
    /// <summary>One of the answers.</summary>
    internal sealed record Choice(int Index, BareMessage Message, string FinishReason);

    /// <summary>What the answer cost.</summary>
    internal sealed record Tokens(int PromptTokens, int CompletionTokens, int TotalTokens);
}
