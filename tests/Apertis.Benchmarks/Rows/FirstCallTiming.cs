namespace Apertis.Benchmarks.Rows;

/// <summary>The first call of a session, in milliseconds.</summary>
/// <param name="Import">Importing the module; none for a command whose module PowerShell loads by itself.</param>
/// <param name="Call">The call.</param>
internal readonly record struct FirstCallTiming(double Import, double Call)
{
    /// <summary>What a user waits who has typed nothing else.</summary>
    public double Total => Import + Call;
}
