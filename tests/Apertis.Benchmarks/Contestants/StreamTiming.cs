namespace Apertis.Benchmarks.Contestants;

/// <summary>How a streamed answer came.</summary>
/// <param name="Chunks">Chunks that held text.</param>
/// <param name="First">From the call to the first text.</param>
/// <param name="Total">From the call to the end.</param>
internal readonly record struct StreamTiming(int Chunks, TimeSpan First, TimeSpan Total);
