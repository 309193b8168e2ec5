using Apertis.Benchmarks.Measuring;

namespace Apertis.Benchmarks.Rows;

/// <summary>A row of the table.</summary>
internal interface IBenchmark
{
    /// <summary>What the row is called on the command line.</summary>
    string Name { get; }

    string What { get; }

    string Against { get; }

    string Bar { get; }

    Task<Reading> MeasureAsync();
}
