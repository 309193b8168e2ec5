namespace Apertis.Client.Diagnostics;

/// <summary>Where base URI and key come from, and whether they are well formed.</summary>
internal sealed class ConfigurationCheck : DiagnosticCheck
{
    public override string Name => "Configuration";

    public override IReadOnlyList<string> BuildsOn => [];

    public override string? Target(DiagnosticContext context) => context.Settings.Base?.Uri.ToString();

    public override Task<ConnectionCheck> RunAsync(DiagnosticContext context, CancellationToken cancellationToken) => Task.FromResult(Run(context));

    private ConnectionCheck Run(DiagnosticContext context)
    {
        var settings = context.Settings;
        if (settings.BaseProblem is { } baseProblem)
        {
            return Failed(baseProblem, context);
        }

        if (settings.KeyProblem is { Problem.Id: "InvalidConfiguration" } fileProblem)
        {
            return Failed(fileProblem, context);
        }

        var evidence = new Dictionary<string, string>(context.Environment, StringComparer.OrdinalIgnoreCase)
        {
            [Fact.BaseUri] = context.Base.Uri.ToString(),
            ["BaseUriSource"] = settings.BaseSource.ToString(),
            ["Key"] = settings.Key?.Cleaned.Masked ?? "none",
            [Fact.KeySource] = settings.Key?.SourceText ?? "none",
        };
        if (context.Proxy is { } proxy)
        {
            evidence[Fact.Proxy] = proxy;
        }

        var message = $"base URI {context.Base.Uri} ({Words(settings.BaseSource)}), {(settings.Key is { } key ? $"key {key.Cleaned.Masked} from {key.SourceText}" : "no key")}";
        var findings = context.Base.Findings.Concat(settings.Key?.Cleaned.Findings.Select(finding => finding.Message) ?? []).ToList();
        if (!context.Base.IsHttps && !context.Base.IsLoopback)
        {
            findings.Add("The base URI says http: a key would travel unencrypted.");
        }

        return findings.Count == 0
            ? Passed(message, evidence)
            : Warning($"{message}. {string.Join(' ', findings)}", ActionText.Join([.. Advice(context)]), settings.KeyProblem?.Problem.Id == "UnencryptedAuthentication" ? "UnencryptedAuthentication" : null, evidence);
    }

    private static IEnumerable<string> Advice(DiagnosticContext context)
    {
        if (!context.Base.IsHttps && !context.Base.IsLoopback)
        {
            yield return "Use https in the base URI.";
        }

        if (context.Base.Findings.Count > 0)
        {
            yield return $"Write the base URI as {context.Base.Uri}.";
        }

        foreach (var finding in context.Settings.Key?.Cleaned.Findings ?? [])
        {
            yield return finding.RecommendedAction;
        }
    }

    private static string Words(SettingSource source) => source switch
    {
        SettingSource.Parameter => "from -BaseUri",
        SettingSource.Environment => $"from $env:{SettingsResolver.BaseVariable}",
        SettingSource.ConfigurationFile => "from ~/.apertis/config.json",
        _ => "the default",
    };
}
