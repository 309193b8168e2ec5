namespace Apertis.Benchmarks.Measuring;

/// <summary>What two contestants measured, a value each a round.</summary>
internal sealed record Samples<T>
{
    public List<T> Ours { get; init; } = [];

    public List<T> Theirs { get; init; } = [];

    /// <summary>The median of ours over the median of theirs.</summary>
    public double Ratio(Func<T, double> value) => Median.Of(Ours.Select(value)) / Median.Of(Theirs.Select(value));

    /// <summary>The median of what ours is more than theirs in the same round.</summary>
    public double Difference(Func<T, double> value) => Median.Of(Ours.Zip(Theirs, (ours, theirs) => value(ours) - value(theirs)));
}
