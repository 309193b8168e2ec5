using System.Globalization;

namespace Apertis.Pipeline;

/// <summary>How far bulk work has come.</summary>
/// <param name="Done">Inputs that have their outcome, failed ones included.</param>
/// <param name="Failed">Inputs that failed.</param>
/// <param name="UnderWay">Calls under way.</param>
/// <param name="Expected">Inputs there will be; null while nobody knows.</param>
internal sealed record BulkTally(int Done, int Failed, int UnderWay, int? Expected)
{
    private const int Unknown = -1;

    /// <summary>0 to 100, or -1 where it is not known.</summary>
    public int Percent => Total is { } total ? (int)(100L * Done / Math.Max(1, total)) : Unknown;

    public string Describe(TimeSpan elapsed) =>
        string.Create(CultureInfo.InvariantCulture, $"{Done}{(Total is { } total ? $" of {total}" : string.Empty)} done, {Failed} failed, {UnderWay} under way, {Rate(elapsed):0.#}/s");

    /// <summary>Seconds until all is done at the rate so far, or -1 where it is not known.</summary>
    public int SecondsLeft(TimeSpan elapsed) =>
        Total is { } total && Done > 0 ? (int)Math.Min(Math.Ceiling((total - Done) / Rate(elapsed)), int.MaxValue) : Unknown;

    // What was expected too low is no longer worth a word.
    private int? Total => Expected >= Done ? Expected : null;

    private double Rate(TimeSpan elapsed) => Done / Math.Max(elapsed.TotalSeconds, 0.001);
}
