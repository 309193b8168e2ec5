using System.Collections;
using System.Management.Automation;
using Apertis.Client.Completion;
using Apertis.Client.Http;
using Apertis.Client.Settings;

namespace Apertis.Completion;

/// <summary>Finds the models that a command on the command line would know.</summary>
internal static class CatalogueSource
{
    // A key press must answer within a tenth of a second, its own work included.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(80);

    // Nobody waits for a refresh.
    private static readonly TimeSpan RefreshLimit = TimeSpan.FromSeconds(10);

    private static readonly string[] ProxyParameters = ["Proxy", "ProxyCredential"];

    public static IReadOnlyList<Model> Models(string commandName, IDictionary boundParameters)
    {
        var defaults = SessionDefaults.For(commandName);
        var looking = Task.Run(() => ListAsync(boundParameters, defaults));
        return looking.Wait(Patience) ? looking.Result : [];
    }

    private static async Task<IReadOnlyList<Model>> ListAsync(IDictionary boundParameters, SessionDefaults defaults)
    {
        var settings = new SettingsResolver().Resolve(new SettingsInput { BaseUri = (boundParameters["BaseUri"] ?? defaults.Find("BaseUri"))?.ToString() });

        // What a proxy given on the command line is for is not known before the command runs.
        if (settings.Base is null || ProxyParameters.Any(name => boundParameters.Contains(name) || defaults.Find(name) is not null))
        {
            return [];
        }

        var options = new ClientOptions
        {
            UserAgent = UserAgent.For(Environment.Version.ToString(), typeof(CatalogueSource).Assembly.GetName().Version!.ToString(3)),
            Connection = new ConnectionOptions { NoProxy = LanguagePrimitives.IsTrue(boundParameters["NoProxy"] ?? defaults.Find("NoProxy")), Timeout = RefreshLimit },
            Timeout = RefreshLimit,
            MaximumRetryCount = 0,
        };
        return await KnownModels.For(settings, options).ListAsync().ConfigureAwait(false);
    }
}
