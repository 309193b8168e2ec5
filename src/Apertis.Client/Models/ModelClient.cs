using Apertis.Client.Http;

namespace Apertis.Client.Models;

/// <summary>Asks the catalogues. One client serves one listing: its requests share the limit of a call.</summary>
internal sealed class ModelClient(ApertisTransport transport, ApiBase apiBase)
{
    private const int PageSize = 500;

    // No catalogue comes near this many pages; an endless one must end.
    private const int MostPages = 40;

    // A catalogue that is only nice to know is not waited for as long as the list itself, nor asked twice.
    private static readonly TimeSpan LongestForDetails = TimeSpan.FromSeconds(10);

    // What naming near ids may add to a failure.
    private static readonly TimeSpan LongestSuggestion = TimeSpan.FromSeconds(3);

    private readonly Deadline _deadline = transport.StartDeadline();
    private readonly object _lock = new();
    private Task<IReadOnlyList<Model>?>? _known;

    /// <summary>Every model. Needs no key.</summary>
    public Task<IReadOnlyList<Model>> GetCatalogueAsync(CancellationToken cancellationToken) =>
        ListAsync(new ApiRequest { Method = HttpMethod.Get, Uri = apiBase.Catalogue, Timeout = _deadline.Left }, cancellationToken);

    /// <summary>The models that a key may use.</summary>
    public Task<IReadOnlyList<Model>> GetAccessibleAsync(ResolvedKey key, CancellationToken cancellationToken) =>
        ListAsync(new ApiRequest { Method = HttpMethod.Get, Uri = apiBase.Models, Key = key, Timeout = _deadline.Left }, cancellationToken);

    /// <summary>Adds context length, prices and features where the catalogue with prices knows a model.</summary>
    /// <exception cref="ApertisException">That catalogue does not answer.</exception>
    public async Task<IReadOnlyList<Model>> AddDetailsAsync(IReadOnlyList<Model> models, ResolvedKey key, CancellationToken cancellationToken)
    {
        var detailed = new Dictionary<string, Model>(StringComparer.Ordinal);
        for (var page = 1; page <= MostPages; page++)
        {
            var request = new ApiRequest { Method = HttpMethod.Get, Uri = apiBase.DetailedCatalogue(page, PageSize), Key = key, IsRetried = false, Timeout = _deadline.Left < LongestForDetails ? _deadline.Left : LongestForDetails };
            var response = await transport.SendAsync(request, cancellationToken).ConfigureAwait(false);
            var (found, total) = ModelList.ReadDetailed(response.Body, transport)
                ?? throw transport.Reject(request, response, "ResponseMalformed", "it is not a list of models with prices");
            foreach (var model in found)
            {
                detailed[model.Id] = model;
            }

            if (found.Count == 0 || total is null || (long)page * PageSize >= total)
            {
                break;
            }
        }

        return [.. models.Select(model => detailed.TryGetValue(model.Id, out var details) ? Merge(model, details) : model)];
    }

    /// <summary>The error for an id that no model has.</summary>
    /// <param name="id">The id.</param>
    /// <param name="models">The models that there are.</param>
    /// <param name="isAccessibleOnly">Whether these are only the models that the key may use.</param>
    public ApertisException NotFound(string id, IEnumerable<Model> models, bool isAccessibleOnly) =>
        AddNearest(GuideMatch.Local("ModelNotFound", $"no model{(isAccessibleOnly ? " that this key may use" : string.Empty)} has the id '{ServerText.Clean(id, 200)}'", (Fact.Model, id)), id, models)
            .Redacted(transport.Redactor)
            .ToException(transport.Now);

    /// <summary>Names near ids in a failure.</summary>
    public static GuideMatch AddNearest(GuideMatch match, string id, IEnumerable<Model> models)
    {
        var nearest = ModelSuggestion.Nearest(id, models.Select(model => model.Id));
        return nearest.Count == 0 ? match : match.With(Fact.NearestModels, string.Join(", ", nearest));
    }

    /// <summary>Names near ids in a failure that says that there is no such model. Where the catalogue does not answer soon, the failure stays as it is.</summary>
    public async Task<GuideMatch> SuggestAsync(GuideMatch match, string id, TimeSpan left, CancellationToken cancellationToken)
    {
        if (match.Problem.Id != "ModelNotFound" || left <= TimeSpan.Zero)
        {
            return match;
        }

        var models = await KnownAsync(left, cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
        return models is null ? match : AddNearest(match, id, models);
    }

    // Calls that fail side by side ask once.
    private Task<IReadOnlyList<Model>?> KnownAsync(TimeSpan left, CancellationToken cancellationToken)
    {
        var request = new ApiRequest { Method = HttpMethod.Get, Uri = apiBase.Catalogue, IsRetried = false, Timeout = left < LongestSuggestion ? left : LongestSuggestion };
        lock (_lock)
        {
            return _known is { IsCompleted: false } or { IsCompletedSuccessfully: true, Result: not null } ? _known : _known = AskAsync();
        }

        async Task<IReadOnlyList<Model>?> AskAsync()
        {
            try
            {
                return await ListAsync(request, cancellationToken).ConfigureAwait(false);
            }
            catch (ApertisException)
            {
                return null;
            }
        }
    }

    private async Task<IReadOnlyList<Model>> ListAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var response = await transport.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return ModelList.Read(response.Body, transport)
            ?? throw transport.Reject(request, response, "ResponseMalformed", $"a list of models was expected, but {ServerText.Describe(response.Body.Span)}");
    }

    private static Model Merge(Model model, Model details) => model with
    {
        Owner = model.Owner ?? details.Owner,
        DisplayName = details.DisplayName ?? model.DisplayName,
        Category = details.Category,
        ChargeType = details.ChargeType,
        ContextLength = details.ContextLength,
        InputPrice = details.InputPrice,
        OutputPrice = details.OutputPrice,
        Features = details.Features,
        Tasks = details.Tasks,
        Description = details.Description,
        IsEnabled = details.IsEnabled,
        IsDeprecated = details.IsDeprecated,
    };
}
