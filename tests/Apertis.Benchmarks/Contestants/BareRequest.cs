namespace Apertis.Benchmarks.Contestants;

/// <summary>The body of a request.</summary>
internal sealed record BareRequest(string Model, IReadOnlyList<BareMessage> Messages, bool? Stream, BareRequest.StreamSettings? StreamOptions)
{
    /// <summary>What a stream is to hold.</summary>
    internal sealed record StreamSettings(bool IncludeUsage);
}
