namespace Apertis;

/// <summary>Why what was given as a prompt is none.</summary>
/// <param name="Reason">The reason, as part of a sentence.</param>
/// <param name="Remedy">What to do.</param>
/// <param name="IsModel">Whether it is a model, which may be piped in to answer a prompt or conversation from elsewhere.</param>
internal sealed record PromptRefusal(string Reason, string Remedy, bool IsModel);
