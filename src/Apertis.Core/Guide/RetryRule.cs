namespace Apertis;

/// <summary>Whether a problem is worth another attempt.</summary>
public enum RetryRule
{
    /// <summary>Waiting does not help.</summary>
    Never,

    /// <summary>Retried, after the server's own hint or else with growing pauses.</summary>
    Always,

    /// <summary>Retried only when the failure itself says that it is passing (a resolver's "try again", HTTP 408 or 504).</summary>
    WhenPassing,

    /// <summary>Retried only while nothing of the answer has been shown or written.</summary>
    BeforeOutput,
}
