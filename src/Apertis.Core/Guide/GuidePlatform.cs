namespace Apertis;

/// <summary>The operating system that a step is for.</summary>
public enum GuidePlatform
{
    /// <summary>Every system.</summary>
    Any,

    /// <summary>Windows.</summary>
    Windows,

    /// <summary>Linux.</summary>
    Linux,

    /// <summary>macOS.</summary>
    MacOS,
}
