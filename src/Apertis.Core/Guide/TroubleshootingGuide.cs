using System.Collections.Frozen;

namespace Apertis;

/// <summary>
/// The vendor's troubleshooting guide as a table. Error records, the <c>Test-*</c> cmdlets and the about_ help all read it.
/// </summary>
public static class TroubleshootingGuide
{
    /// <summary>Where outages are announced.</summary>
    public const string StatusPage = "https://status.stima.tech";

    internal static readonly GuidePlatform CurrentPlatform =
        OperatingSystem.IsWindows() ? GuidePlatform.Windows
        : OperatingSystem.IsMacOS() ? GuidePlatform.MacOS
        : GuidePlatform.Linux;

    private static readonly FrozenDictionary<string, GuideProblem> ById;
    private static readonly FrozenDictionary<string, GuideProblem> ByCode;
    private static readonly FrozenDictionary<int, GuideProblem> ByStatus;

    static TroubleshootingGuide()
    {
        GuideProblem[] problems =
        [
            .. AuthenticationRows.All, .. PermissionRows.All, .. BillingRows.All, .. RateLimitRows.All, .. ModelRows.All, .. RequestRows.All,
            .. TimeoutRows.All, .. DnsRows.All, .. ConnectionRows.All, .. ProxyRows.All, .. TlsRows.All, .. StreamingRows.All, .. ServerRows.All,
        ];
        Problems = problems;
        ById = Problems.ToFrozenDictionary(problem => problem.Id, StringComparer.OrdinalIgnoreCase);
        ByCode = Problems.SelectMany(problem => problem.Codes, (problem, code) => (problem, code)).ToFrozenDictionary(pair => pair.code, pair => pair.problem, StringComparer.Ordinal);
        ByStatus = Problems.SelectMany(problem => problem.Statuses, (problem, status) => (problem, status)).ToFrozenDictionary(pair => pair.status, pair => pair.problem);
    }

    /// <summary>Every problem, by category.</summary>
    public static IReadOnlyList<GuideProblem> Problems { get; }

    /// <summary>The problem of that id.</summary>
    /// <param name="id">An id such as <c>InvalidApiKey</c>; case does not matter.</param>
    /// <returns>The problem, or null when there is none of that id.</returns>
    public static GuideProblem? Find(string id) => ById.GetValueOrDefault(id);

    internal static GuideProblem Get(string id) => ById[id];

    internal static GuideProblem? FindByCode(string? code) => code is null ? null : ByCode.GetValueOrDefault(code);

    internal static GuideProblem? FindByStatus(int status) => ByStatus.GetValueOrDefault(status);
}
