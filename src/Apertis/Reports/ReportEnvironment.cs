using System.Globalization;
using Apertis.Client;

namespace Apertis.Reports;

/// <summary>What a report tells of the session: versions, and where its calls go and with what.</summary>
internal static class ReportEnvironment
{
    /// <param name="versions">The versions.</param>
    /// <param name="client">The session's client.</param>
    public static Dictionary<string, string> Describe(IReadOnlyDictionary<string, string> versions, ApertisClient client)
    {
        var settings = client.Settings;
        var key = settings.Key;
        var facts = new Dictionary<string, string>(versions)
        {
            ["Culture"] = CultureInfo.CurrentCulture.Name,
            ["BaseUri"] = settings.Base?.Uri.ToString() ?? settings.BaseProblem!.Detail!,
            ["BaseUriSource"] = settings.BaseSourceText,
            ["Proxy"] = client.Proxy ?? "none",
            ["ProxySource"] = client.ProxyChoice.Source,
            ["Key"] = key is null ? "none" : $"{key.Cleaned.Masked} ({key.Cleaned.Kind})",
            ["KeySource"] = key?.SourceText ?? "none",
        };
        if (settings.KeyProblem is { } problem)
        {
            facts["KeyProblem"] = $"{problem.Problem.Id}: {problem.Detail}";
        }

        return facts;
    }
}
