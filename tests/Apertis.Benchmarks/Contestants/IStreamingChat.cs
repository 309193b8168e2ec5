namespace Apertis.Benchmarks.Contestants;

/// <summary>A way of asking the gateway and reading the answer as it is written.</summary>
internal interface IStreamingChat
{
    /// <summary>Asks, and reads the answer to its end.</summary>
    Task<StreamTiming> StreamAsync(string prompt);
}
