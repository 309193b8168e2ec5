namespace Apertis.Benchmarks.Contestants;

/// <summary>What every contestant sends, so that they differ in how they do it only.</summary>
internal static class Wire
{
    public const string Model = "gpt-4.1";

    /// <summary>The gateway lets only clients pass that look like PowerShell's own.</summary>
    public const string UserAgent = "Mozilla/5.0 (Linux; benchmark) PowerShell/7.6.0 Apertis/0.1.0";

    /// <summary>Milliseconds, as the module sends it with its default time limit.</summary>
    public const string Timeout = "120000";
}
