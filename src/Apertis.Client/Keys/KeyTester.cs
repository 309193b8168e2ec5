using System.Text.Json;
using Apertis.Client.Http;

namespace Apertis.Client.Keys;

/// <summary>Tests a key by a call that needs one. The public catalogue would prove nothing.</summary>
/// <param name="settings">Key and base as they were found.</param>
/// <param name="transport">Makes the calls; null when the settings allow none.</param>
/// <param name="time">The clock.</param>
/// <param name="limit">The longest that the test may take; null for the limit of a call.</param>
internal sealed class KeyTester(ResolvedSettings settings, ApertisTransport? transport, TimeProvider time, TimeSpan? limit = null)
{
    private const string WebSuffix = ":web";

    // What is only nice to know is not waited for as long as the verdict.
    private static readonly TimeSpan LongestForAccount = TimeSpan.FromSeconds(10);

    private Deadline? _deadline;

    private IReadOnlyList<KeyFinding> Findings => settings.Key is { } key ? KeyFindings.All(key.Cleaned) : [];

    /// <summary>Tests the key. A bad key is a result, not an exception.</summary>
    /// <param name="model">A model that the key is to be good for; null for none.</param>
    /// <param name="cancellationToken">The caller's wish to stop.</param>
    public async Task<KeyStatus> TestAsync(string? model, CancellationToken cancellationToken)
    {
        if (settings.KeyProblem is { } keyProblem)
        {
            return Status(keyProblem);
        }

        if (settings.BaseProblem is { } baseProblem)
        {
            return Status(baseProblem);
        }

        _deadline = transport!.StartDeadline(limit);
        KeyStatus status;
        try
        {
            var request = Request(settings.Base!.Models);
            var response = await transport.SendAsync(request, cancellationToken).ConfigureAwait(false);
            var models = Models.ModelList.Read(response.Body, transport)
                ?? throw transport.Reject(request, response, "ResponseMalformed", $"a list of models was expected, but {ServerText.Describe(response.Body.Span)}");
            status = Good(response, "The key works.");
            if (model is not null)
            {
                status = await TestModelAsync(model, models, status, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (ApertisException exception)
        {
            status = Status(exception);
        }

        return status.IsValid == true ? await AddAccountAsync(status, cancellationToken).ConfigureAwait(false) : status;
    }

    private async Task<KeyStatus> TestModelAsync(string model, IReadOnlyList<Model> models, KeyStatus good, CancellationToken cancellationToken)
    {
        // Chat takes the suffix with every model; the catalogue knows only the model.
        var id = model.EndsWith(WebSuffix, StringComparison.Ordinal) ? model[..^WebSuffix.Length] : model;
        if (!models.Any(item => string.Equals(item.Id, id, StringComparison.Ordinal)))
        {
            // The list may leave out what the key could use all the same: only the model's own address tells.
            try
            {
                var request = Request(settings.Base!.Model(id)) with { Model = id, Explain = Suggest(id) };
                var response = await transport!.SendAsync(request, cancellationToken).ConfigureAwait(false);
                if (!Models.ModelList.IsModel(response.Body))
                {
                    throw transport.Reject(request, response, "ResponseMalformed", $"the model {model} was expected, but {ServerText.Describe(response.Body.Span)}");
                }
            }
            catch (ApertisException exception)
            {
                return Status(exception) with { IsValid = true, RateLimit = exception.RateLimit ?? good.RateLimit };
            }
        }

        return good with { Message = $"The key works, and may use {model}." };
    }

    private Func<GuideMatch, TimeSpan, CancellationToken, Task<GuideMatch>> Suggest(string model) =>
        (match, left, token) => new Models.ModelClient(transport!, settings.Base!).SuggestAsync(match, model, left, token);

    private ApiRequest Request(Uri uri) => new() { Method = HttpMethod.Get, Uri = uri, Key = settings.Key, IsRetried = false, Timeout = _deadline!.Left };

    private KeyStatus Good(ApiResponse response, string message) => new()
    {
        Key = settings.Key!.Cleaned.Masked,
        Kind = settings.Key.Cleaned.Kind,
        Source = settings.Key.Source.ToString(),
        IsValid = true,
        IsUsable = true,
        Status = KeyState.Valid,
        Findings = Findings,
        RateLimit = response.RateLimit,
        Message = message,
        RecommendedAction = ActionText.Join(KeyFindings.Mending(settings.Key.Cleaned)),
        RequestId = response.RequestId,
        Timestamp = time.GetUtcNow(),
    };

    private KeyStatus Status(GuideMatch problem) => Status(problem.ToException(time.GetUtcNow()));

    private KeyStatus Status(ApertisException exception)
    {
        var state = StateOf(exception);
        return new KeyStatus
        {
            Key = settings.Key?.Cleaned.Masked,
            Kind = settings.Key?.Cleaned.Kind ?? KeyKind.Unknown,
            Source = settings.Key?.Source.ToString(),
            IsValid = IsKnown(state),
            IsUsable = false,
            Status = state,
            Findings = Findings,
            Problem = exception.Problem,
            Message = exception.Message,
            RecommendedAction = ActionText.Join(exception.RecommendedActions),
            RateLimit = exception.RateLimit,
            RequestId = exception.RequestId,
            Timestamp = exception.Timestamp,
        };
    }

    private KeyState StateOf(ApertisException exception) => exception.Problem switch
    {
        // A server that says so although a key was sent did not see it.
        "MissingApiKey" when settings.Key is null => KeyState.Missing,
        "MalformedApiKey" => KeyState.Malformed,
        "InvalidApiKey" => KeyState.Invalid,
        "ExpiredApiKey" => KeyState.Expired,
        "IpNotAllowed" => KeyState.IpNotAllowed,
        "AccountSuspended" => KeyState.AccountSuspended,
        "AccessDenied" => KeyState.AccessDenied,
        "ModelAccessDenied" => KeyState.ModelNotAllowed,
        "ModelNotFound" => KeyState.ModelNotFound,
        "RateLimitExceeded" => KeyState.RateLimited,
        _ => exception.Category == ProblemCategory.Billing ? KeyState.Billing : KeyState.NotTested,
    };

    private static bool? IsKnown(KeyState state) => state switch
    {
        KeyState.Missing or KeyState.Malformed or KeyState.Invalid or KeyState.Expired => false,
        KeyState.NotTested => null,
        _ => true,
    };

    // These endpoints are seen in clients but documented nowhere: where they are absent, the verdict stands without them.
    private async Task<KeyStatus> AddAccountAsync(KeyStatus status, CancellationToken cancellationToken)
    {
        var usage = TryReadAsync(settings.Base!.Usage, cancellationToken);
        var info = TryReadAsync(settings.Base.KeyInfo, cancellationToken);
        using var usageDocument = await usage.ConfigureAwait(false);
        using var infoDocument = await info.ConfigureAwait(false);
        var usageData = usageDocument?.RootElement.Get("data"u8, JsonValueKind.Object);
        var infoData = infoDocument?.RootElement.Get("data"u8, JsonValueKind.Object);
        return status with { Quota = Quota(usageData, infoData), Subscription = Subscription(infoData?.Get("subscription"u8, JsonValueKind.Object)) };
    }

    private async Task<JsonDocument?> TryReadAsync(Uri uri, CancellationToken cancellationToken)
    {
        try
        {
            var request = Request(uri);
            request = request with { Timeout = request.Timeout < LongestForAccount ? request.Timeout : LongestForAccount };
            var response = await transport!.SendAsync(request, cancellationToken).ConfigureAwait(false);
            return JsonDocument.Parse(JsonText.Readable(response.Body));
        }
        catch (Exception exception) when (exception is ApertisException or JsonException)
        {
            return null;
        }
    }

    private KeyQuota? Quota(JsonElement? usage, JsonElement? info) =>
        usage is null && info is null ? null : new KeyQuota
        {
            Name = Clean(usage?.GetText("token_name"u8) ?? info?.GetText("name"u8)),
            Total = usage?.GetNumber("total_quota_usd"u8),
            Used = usage?.GetNumber("used_quota_usd"u8),
            Remaining = usage?.GetNumber("remain_quota_usd"u8) ?? info?.GetNumber("remain_quota_usd"u8),
            Requests = usage?.GetInteger("total_requests"u8),
            Tokens = usage?.GetInteger("total_tokens"u8),
        };

    private KeySubscription? Subscription(JsonElement? subscription) =>
        subscription is not { } element ? null : new KeySubscription
        {
            Plan = Clean(element.GetText("plan"u8)),
            Status = Clean(element.GetText("status"u8)),
            Expires = element.GetTime("expiry"u8),
        };

    private string? Clean(string? text) => ServerText.Clean(text) is { } clean ? transport!.Redactor.Redact(clean) : null;
}
