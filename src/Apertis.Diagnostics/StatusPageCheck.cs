using System.Globalization;
using Apertis.Client.Http;
using Apertis.Diagnostics.Probes;

namespace Apertis.Diagnostics;

/// <summary>Whether the page that announces outages can be reached, and where it is. Asked only after a failure, or when asked for by name.</summary>
internal sealed class StatusPageCheck : DiagnosticCheck
{
    public override string Name => "StatusPage";

    public override IReadOnlyList<string> BuildsOn => [];

    public override IReadOnlyList<string> ComesAfter => ["Configuration", "Proxy", "Dns", "Tcp", "Tls", "Clock", "Http", "Key", "Model", "Streaming"];

    public override string? Target(DiagnosticContext context) => Page(context).ToString();

    public override async Task<ConnectionCheck> RunAsync(DiagnosticContext context, CancellationToken cancellationToken)
    {
        if (context.Options.Checks is null && context.Results.Values.All(result => result.Status != CheckStatus.Failed))
        {
            return Skipped("asked only after a failure, or with -Check StatusPage");
        }

        var page = Page(context);
        if (context.Options is { Checks: null, StatusPage: null } && context.Settings.Base is { Host: var host } && !HostName.IsKnown(host) && HostName.NearestKnown(host) is null)
        {
            return Skipped($"{page} tells of the vendor's hosts only, not of {host}");
        }

        if (context.Transport is not { } transport || context.Results.GetValueOrDefault("Proxy")?.Status == CheckStatus.Failed)
        {
            return Skipped($"not asked, as no call can be made; look yourself: {page}");
        }

        try
        {
            var request = new ApiRequest { Method = HttpMethod.Get, Uri = page, IsRetried = false, Timeout = context.Options.Limit };
            var response = await transport.SendAsync(request, cancellationToken).ConfigureAwait(false);
            return Passed($"the status page can be reached; see whether an outage is announced: {page}", new Dictionary<string, string>
            {
                [Fact.Status] = response.StatusCode.ToString(CultureInfo.InvariantCulture),
                ["Page"] = ServerText.Describe(response.Body.Span),
            });
        }
        catch (ApertisException exception) when (exception.StatusCode is { } status)
        {
            return Warning(string.Create(CultureInfo.InvariantCulture, $"the status page answers with HTTP {status}, and not with its text"), $"Look at {page} in a browser.", null, exception.Evidence);
        }
        catch (ApertisException exception)
        {
            return Warning($"the status page can't be reached from here: {exception.Message}", $"Look at {page} from another network.", null, exception.Evidence);
        }
    }

    private static Uri Page(DiagnosticContext context) => context.Options.StatusPage ?? new Uri(TroubleshootingGuide.StatusPage);
}
