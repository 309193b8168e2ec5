using System.Net;

namespace Apertis.Diagnostics;

/// <summary>What a diagnosis is to look at, and how long.</summary>
internal sealed record DiagnosisOptions
{
    /// <summary>The longest that one check may take; those that wait for a model may take <see cref="ModelPatience"/> times as long.</summary>
    public required TimeSpan Limit { get; init; }

    /// <summary>How many times longer than others a check may take that waits for a model's answer.</summary>
    public const int ModelPatience = 6;

    /// <summary>Versions of the module, of PowerShell, .NET and the operating system, shown in the evidence.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The checks to write; null for all.</summary>
    public IReadOnlyList<string>? Checks { get; init; }

    /// <summary>Whether a check was asked for by its name.</summary>
    public bool Names(string check) => Checks?.Contains(check, StringComparer.OrdinalIgnoreCase) == true;

    /// <summary>The model to test; null to test none.</summary>
    public string? Model { get; init; }

    /// <summary>DNS servers to ask where this machine's own fails; null for well-known public ones, which are asked for public names only.</summary>
    public IReadOnlyList<IPEndPoint>? DnsServers { get; init; }

    /// <summary>Where outages are announced; null for the vendor's page, which tells of the vendor's hosts only.</summary>
    public Uri? StatusPage { get; init; }

    /// <summary>Told which checks are under way, whenever that changes. Called from any thread.</summary>
    public Action<IReadOnlyList<string>>? UnderWay { get; init; }

    /// <summary>The folder that stands for the root of the file system.</summary>
    public string Root { get; init; } = "/";
}
