namespace Apertis;

/// <summary>How a check ended.</summary>
public enum CheckStatus
{
    /// <summary>It ran and found nothing wrong.</summary>
    Passed,

    /// <summary>It ran and found something that works but should be looked at.</summary>
    Warning,

    /// <summary>It ran and found what is wrong.</summary>
    Failed,

    /// <summary>It did not run; the message says why.</summary>
    Skipped,
}
