namespace Apertis;

/// <summary>What a finding means for the use of a key.</summary>
public enum KeyFindingSeverity
{
    /// <summary>It was left out, and the key is used without it.</summary>
    Mended,

    /// <summary>It is unusual, but the key is used as it is: only the server decides.</summary>
    Warning,

    /// <summary>It keeps the key from being sent.</summary>
    Error,
}
