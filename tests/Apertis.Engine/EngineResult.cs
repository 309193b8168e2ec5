using System.Management.Automation;

namespace Apertis.Engine;

/// <summary>What a script wrote on each stream.</summary>
public sealed record EngineResult
{
    /// <summary>Objects of the output stream.</summary>
    public required IReadOnlyList<PSObject> Output { get; init; }

    /// <summary>Non-terminating errors, then the terminating one, if any.</summary>
    public required IReadOnlyList<ErrorRecord> Errors { get; init; }

    /// <summary>True when the script ended with a terminating error.</summary>
    public required bool IsTerminated { get; init; }

    /// <summary>Texts of the warning stream.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Texts of the verbose stream.</summary>
    public required IReadOnlyList<string> Verbose { get; init; }

    /// <summary>Texts of the debug stream.</summary>
    public required IReadOnlyList<string> Debug { get; init; }

    /// <summary>Texts of the information stream.</summary>
    public required IReadOnlyList<string> Information { get; init; }

    /// <summary>Records of the progress stream.</summary>
    public required IReadOnlyList<ProgressRecord> Progress { get; init; }
}
