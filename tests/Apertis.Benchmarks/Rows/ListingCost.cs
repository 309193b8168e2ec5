namespace Apertis.Benchmarks.Rows;

/// <summary>What a listing cost.</summary>
/// <param name="Milliseconds">Its time.</param>
/// <param name="Bytes">What it allocated, on all threads.</param>
internal readonly record struct ListingCost(double Milliseconds, double Bytes);
