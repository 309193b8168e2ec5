namespace Apertis.Benchmarks.Contestants;

/// <summary>A way of asking the gateway and waiting for the whole answer.</summary>
internal interface IChat
{
    /// <summary>Asks, and returns the answer's text.</summary>
    Task<string?> AskAsync(string prompt);
}
