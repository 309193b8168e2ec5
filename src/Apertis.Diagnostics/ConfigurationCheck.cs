using System.Globalization;
using Apertis.Diagnostics.Probes;

namespace Apertis.Diagnostics;

/// <summary>Where base URI and key come from, whether they are well formed, and whether what runs here is still supported.</summary>
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

        var evidence = new Dictionary<string, string>(context.Options.Environment, StringComparer.OrdinalIgnoreCase)
        {
            [Fact.BaseUri] = context.Base.Uri.ToString(),
            ["BaseUriSource"] = settings.BaseSource.ToString(),
            ["Key"] = settings.Key?.Cleaned.Masked ?? "none",
            [Fact.KeySource] = settings.Key?.SourceText ?? "none",
        };
        if (context.ShownProxy is { } proxy)
        {
            evidence[Fact.Proxy] = proxy;
        }

        var message = $"base URI {context.Base.Uri} ({(settings.BaseSource == SettingSource.Default ? string.Empty : "from ")}{settings.BaseSourceText}{(context.Base.LacksVersion ? "; /v1 added" : string.Empty)}), {(settings.Key is { } key ? $"key {key.Cleaned.Masked} from {key.SourceText}" : "no key")}";
        var slips = Slips(context).ToList();
        return slips.Count == 0
            ? Passed(message, evidence)
            : Warning($"{message}. {string.Join(' ', slips.Select(slip => slip.Finding))}", ActionText.Join([.. slips.Select(slip => slip.Action).Distinct()]), settings.KeyProblem?.Problem.Id == "UnencryptedAuthentication" ? "UnencryptedAuthentication" : null, evidence);
    }

    private static IEnumerable<(string Finding, string Action)> Slips(DiagnosticContext context)
    {
        if (!context.Base.IsHttps && !context.Base.IsLoopback)
        {
            yield return ("The base URI says http: a key would travel unencrypted.", "Use https in the base URI.");
        }

        if (HostName.NearestKnown(context.Base.Host) is { } known)
        {
            yield return ($"The API's host is {known}, not {context.Base.Host}.", $"Correct the base URI: https://{known}/v1.");
        }

        foreach (var finding in context.Base.Findings)
        {
            yield return (finding, $"Write the base URI as {context.Base.Uri}.");
        }

        // Of what is only unusual about a key, nothing but a placeholder is surely a slip.
        var cleaned = context.Settings.Key?.Cleaned;
        foreach (var finding in cleaned?.Findings.Concat(cleaned.Doubts.Where(doubt => doubt.Kind == KeyFindingKind.Placeholder)) ?? [])
        {
            yield return (finding.Message, finding.RecommendedAction);
        }

        if (context.Settings.Key?.File is { } file && FilePermissions.EverybodyCanRead(file))
        {
            yield return ("Every user of this machine can read the key's file.", $"Keep the key to yourself: chmod 600 '{file}'");
        }

        var today = DateOnly.FromDateTime(context.Time.GetUtcNow().UtcDateTime);
        foreach (var (product, ended, successor) in SupportDates.Ended(context.Options.Environment, context.Options.Root, today))
        {
            yield return (string.Create(CultureInfo.InvariantCulture, $"{product} is out of support since {ended:yyyy-MM-dd}."), $"Upgrade to {successor}.");
        }
    }
}
