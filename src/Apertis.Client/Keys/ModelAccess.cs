using Apertis.Client.Http;
using Apertis.Client.Models;

namespace Apertis.Client.Keys;

/// <summary>Tells whether a key may use a model.</summary>
internal sealed class ModelAccess(ApertisTransport transport, ApiBase apiBase)
{
    private const string WebSuffix = ":web";

    // What only tells a model that the key may not use from one that does not exist.
    private static readonly TimeSpan LongestForCatalogue = TimeSpan.FromSeconds(5);

    /// <summary>Ends when the key may use the model.</summary>
    /// <param name="model">The model's id.</param>
    /// <param name="listed">The models on the key's own list.</param>
    /// <param name="key">The key.</param>
    /// <param name="deadline">The limit of the whole test.</param>
    /// <param name="cancellationToken">The caller's wish to stop.</param>
    /// <exception cref="ApertisException">It may not, or the server could not be asked.</exception>
    public async Task RequireAsync(string model, IReadOnlyList<Model> listed, ResolvedKey key, Deadline deadline, CancellationToken cancellationToken)
    {
        // Chat takes the suffix with every model; the catalogue knows only the model.
        var id = model.EndsWith(WebSuffix, StringComparison.Ordinal) ? model[..^WebSuffix.Length] : model;
        if (Has(listed, id))
        {
            return;
        }

        // The list may leave out what the key could use all the same: only the model's own address tells.
        var request = new ApiRequest { Method = HttpMethod.Get, Uri = apiBase.Model(id), Key = key, Model = id, IsRetried = false, Timeout = deadline.Left, Explain = Suggest(id) };
        try
        {
            var response = await transport.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (!ModelList.IsModel(response.Body))
            {
                throw transport.Reject(request, response, "ResponseMalformed", $"the model {model} was expected, but {ServerText.Describe(response.Body.Span)}");
            }
        }
        catch (ApertisException exception) when (IsNoSuchAddress(exception))
        {
            var catalogue = await TryReadCatalogueAsync(deadline, cancellationToken).ConfigureAwait(false);
            throw NotListed(id, listed, catalogue, exception);
        }
    }

    // Many gateways have no address for a single model. Some of them quote the address, and so the model, without a code.
    private static bool IsNoSuchAddress(ApertisException exception) => exception is { Problem: "EndpointNotFound" } or { Problem: "ModelNotFound", Code: null };

    private static bool Has(IReadOnlyList<Model> models, string id) => models.Any(model => string.Equals(model.Id, id, StringComparison.Ordinal));

    private ApertisException NotListed(string id, IReadOnlyList<Model> listed, IReadOnlyList<Model>? catalogue, ApertisException answer)
    {
        const string Deciding = "there is no address for a single model here, so the list decides";
        var match = catalogue is not null && Has(catalogue, id)
            ? GuideMatch.Local("ModelAccessDenied", $"it is not on the list of models that the key may use; {Deciding}", (Fact.Model, id))
            : ModelClient.AddNearest(
                GuideMatch.Local("ModelNotFound", $"no model{(catalogue is null ? " that this key may use" : string.Empty)} has the id '{ServerText.Clean(id, 200)}'; {Deciding}", (Fact.Model, id)),
                id,
                catalogue ?? listed);
        return new ProblemReport { Match = match.Redacted(transport.Redactor), Timestamp = transport.Now, RequestId = answer.RequestId, RateLimit = answer.RateLimit, Attempts = answer.Attempts }.ToException();
    }

    private async Task<IReadOnlyList<Model>?> TryReadCatalogueAsync(Deadline deadline, CancellationToken cancellationToken)
    {
        try
        {
            var request = new ApiRequest { Method = HttpMethod.Get, Uri = apiBase.Catalogue, IsRetried = false, Timeout = deadline.Left < LongestForCatalogue ? deadline.Left : LongestForCatalogue };
            var response = await transport.SendAsync(request, cancellationToken).ConfigureAwait(false);
            return ModelList.Read(response.Body, transport);
        }
        catch (ApertisException)
        {
            return null;
        }
    }

    private Func<GuideMatch, TimeSpan, CancellationToken, Task<GuideMatch>> Suggest(string model) =>
        (match, left, token) => new ModelClient(transport, apiBase).SuggestAsync(match, model, left, token);
}
