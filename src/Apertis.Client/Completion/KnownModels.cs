using System.Collections.Concurrent;
using Apertis.Client.Http;

namespace Apertis.Client.Completion;

/// <summary>
/// The models of one API, as completion needs them: at once, if need be those of yesterday. Asks the API in the background.
/// </summary>
/// <param name="baseUri">The API's base.</param>
/// <param name="file">Catalogues on disk.</param>
/// <param name="fetch">Asks the API.</param>
/// <param name="time">The clock.</param>
internal sealed class KnownModels(string baseUri, CatalogueFile file, Func<Task<IReadOnlyList<Model>>> fetch, TimeProvider time)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);

    // Offline, not every key press is to try again.
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMinutes(1);

    private static readonly ConcurrentDictionary<string, KnownModels> ByBase = new(StringComparer.Ordinal);

    private readonly object _lock = new();
    private CachedCatalogue? _catalogue;
    private Task? _refresh;
    private DateTimeOffset _pausedUntil;
    private bool _isFileRead;

    /// <summary>The models of the API that a command would talk to.</summary>
    /// <param name="settings">Where it is. A key in them is only sent where commands send it without being told to.</param>
    /// <param name="options">How to get there.</param>
    public static KnownModels For(ResolvedSettings settings, ClientOptions options)
    {
        // A key belongs to the base that it was set up with, not to one that is just being typed.
        var trusted = settings.BaseSource == SettingSource.Parameter ? settings with { Keys = [], KeyProblem = GuideMatch.Local("MissingApiKey", null) } : settings;
        return ByBase.GetOrAdd(settings.Base!.Uri.ToString(), uri => new KnownModels(uri, new CatalogueFile(CatalogueFile.DefaultFolder), () => FetchAsync(new ApertisClient(trusted, options, new SilentObserver())), TimeProvider.System));
    }

    /// <summary>The models; none when nobody has ever told.</summary>
    public async Task<IReadOnlyList<Model>> ListAsync()
    {
        Task? refresh;
        lock (_lock)
        {
            if (!_isFileRead)
            {
                _isFileRead = true;
                _catalogue = file.Read(baseUri);
            }

            var isFresh = _catalogue is not null && time.GetUtcNow() - _catalogue.FetchedAt < KeptFor;
            if (!isFresh && _refresh is null && time.GetUtcNow() >= _pausedUntil)
            {
                _refresh = Task.Run(RefreshAsync);
            }

            refresh = _catalogue is null ? _refresh : null;
        }

        if (refresh is not null)
        {
            await refresh.ConfigureAwait(false);
        }

        return _catalogue?.Models ?? [];
    }

    private static async Task<IReadOnlyList<Model>> FetchAsync(ApertisClient client)
    {
        var catalogue = client.Models();
        var models = await catalogue.GetCatalogueAsync(CancellationToken.None).ConfigureAwait(false);
        if (client.Settings.KeyProblem is not null)
        {
            return models;
        }

        try
        {
            return await catalogue.AddDetailsAsync(models, client.RequireKey(), CancellationToken.None).ConfigureAwait(false);
        }
        catch (ApertisException)
        {
            // Prices are only nice to know.
            return models;
        }
    }

    private async Task RefreshAsync()
    {
        _pausedUntil = time.GetUtcNow() + PauseAfterFailure;
        try
        {
            var catalogue = new CachedCatalogue { BaseUri = baseUri, FetchedAt = time.GetUtcNow(), Models = await fetch().ConfigureAwait(false) };
            _catalogue = catalogue;
            file.Write(catalogue);
        }
        catch (ApertisException)
        {
            // Another try comes after the pause.
        }
        finally
        {
            lock (_lock)
            {
                _refresh = null;
            }
        }
    }
}
