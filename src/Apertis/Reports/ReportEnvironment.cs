using System.Globalization;
using Apertis.Client;
using Apertis.Client.Settings;

namespace Apertis.Reports;

/// <summary>What a report tells of the session: versions, and where its calls go and with what.</summary>
internal static class ReportEnvironment
{
    // The names that .NET reads, in its order. A proxy that the system is set up with has none.
    private static readonly string[] HttpsVariables = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];
    private static readonly string[] HttpVariables = ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"];

    /// <param name="versions">The versions.</param>
    /// <param name="client">The session's client.</param>
    /// <param name="proxyParameter">The parameter that decides on the proxy; null for none.</param>
    public static Dictionary<string, string> Describe(IReadOnlyDictionary<string, string> versions, ApertisClient client, string? proxyParameter)
    {
        var settings = client.Settings;
        var key = settings.Key;
        var facts = new Dictionary<string, string>(versions)
        {
            ["Culture"] = CultureInfo.CurrentCulture.Name,
            ["BaseUri"] = settings.Base?.Uri.ToString() ?? settings.BaseProblem!.Detail!,
            ["BaseUriSource"] = settings.BaseSource switch
            {
                SettingSource.Parameter => "-BaseUri",
                SettingSource.Environment => $"$env:{SettingsResolver.BaseVariable}",
                SettingSource.ConfigurationFile => "~/.apertis/config.json",
                _ => "default",
            },
            ["Proxy"] = client.Proxy ?? "none",
            ["Key"] = key is null ? "none" : $"{key.Cleaned.Masked} ({key.Cleaned.Kind})",
            ["KeySource"] = key?.SourceText ?? "none",
        };
        if (proxyParameter is not null || client.Proxy is not null)
        {
            facts["ProxySource"] = proxyParameter ?? ProxyVariable(settings.Base!.IsHttps) ?? "system";
        }

        if (settings.KeyProblem is { } problem)
        {
            facts["KeyProblem"] = $"{problem.Problem.Id}: {problem.Detail}";
        }

        return facts;
    }

    private static string? ProxyVariable(bool isHttps) =>
        (isHttps ? HttpsVariables : HttpVariables)
            .Where(name => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name)))
            .Select(name => $"$env:{name}")
            .FirstOrDefault();
}
