using Apertis.Client.Http;
using Apertis.Client.Models;

namespace Apertis.Client.Keys;

/// <summary>Tests a key by a call that needs one. The public catalogue would prove nothing.</summary>
/// <param name="settings">Key and base as they were found.</param>
/// <param name="transport">Makes the calls; null when the settings allow none.</param>
/// <param name="time">The clock.</param>
/// <param name="limit">The longest that the test may take; null for the limit of a call.</param>
internal sealed class KeyTester(ResolvedSettings settings, ApertisTransport? transport, TimeProvider time, TimeSpan? limit = null)
{
    /// <summary>Tests the key. A bad key is a result, not an exception.</summary>
    /// <param name="model">A model that the key is to be good for; null for none.</param>
    /// <param name="cancellationToken">The caller's wish to stop.</param>
    public async Task<KeyStatus> TestAsync(string? model, CancellationToken cancellationToken)
    {
        if ((settings.KeyProblem ?? settings.BaseProblem) is { } problem)
        {
            return Refused(problem.ToException(time.GetUtcNow()));
        }

        var key = settings.Key!;
        var deadline = transport!.StartDeadline(limit);
        KeyStatus? accepted = null;
        ApertisException? failure = null;
        try
        {
            var request = new ApiRequest { Method = HttpMethod.Get, Uri = settings.Base!.Models, Key = key, IsRetried = false, Timeout = deadline.Left };
            var response = await transport.SendAsync(request, cancellationToken).ConfigureAwait(false);
            var models = ModelList.Read(response.Body, transport)
                ?? throw transport.Reject(request, response, "ResponseMalformed", $"a list of models was expected, but {ServerText.Describe(response.Body.Span)}");
            accepted = Accepted(key, response, model is null ? "The key works." : $"The key works, and may use {model}.");
            if (model is not null)
            {
                await new ModelAccess(transport, settings.Base).RequireAsync(model, models, key, deadline, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (ApertisException exception)
        {
            failure = exception;
        }

        var status = failure is null ? accepted! : Refused(failure);
        if (failure is not null && accepted is not null)
        {
            status = status with { IsValid = true, RateLimit = failure.RateLimit ?? accepted.RateLimit };
        }

        if (!TellsOfAccount(status))
        {
            return status;
        }

        var account = await new KeyAccountReader(transport, settings.Base!).ReadAsync(key, deadline, cancellationToken).ConfigureAwait(false);
        var isLadder = failure is not null && status.Kind == KeyKind.Subscription && account is not { Quota: null, Subscription: null };
        return status with
        {
            Quota = account.Quota,
            Subscription = account.Subscription,
            RecommendedAction = isLadder ? Advice(SubscriptionLadder.Steps(failure!, account, time.GetUtcNow())) : status.RecommendedAction,
        };
    }

    // A key at its rate limit would only be held longer by more requests. An expired one is asked about for the sake of its subscription.
    private static bool TellsOfAccount(KeyStatus status) =>
        status is { IsValid: true, Status: not (KeyState.RateLimited or KeyState.Unreachable or KeyState.NotTested) } or { Status: KeyState.Expired, Kind: KeyKind.Subscription };

    private KeyStatus Accepted(ResolvedKey key, ApiResponse response, string message) => new()
    {
        Key = key.Cleaned.Masked,
        Kind = key.Cleaned.Kind,
        Source = key.Source.ToString(),
        IsValid = true,
        IsUsable = true,
        Status = KeyState.Valid,
        Findings = KeyFindings.All(key.Cleaned),
        RateLimit = response.RateLimit,
        Message = message,
        RecommendedAction = ActionText.Join(KeyFindings.Mending(key.Cleaned)),
        RequestId = response.RequestId,
        Timestamp = time.GetUtcNow(),
    };

    private KeyStatus Refused(ApertisException exception)
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
            Findings = settings.Key is { } key ? KeyFindings.All(key.Cleaned) : [],
            Problem = exception.Problem,
            Message = state == KeyState.RateLimited ? RateLimited(exception) : exception.Message,
            RecommendedAction = Advice(exception.RecommendedActions),
            RateLimit = exception.RateLimit,
            RequestId = exception.RequestId,
            Timestamp = exception.Timestamp,
        };
    }

    private static string? Advice(IReadOnlyList<string> actions) => ActionText.Join(ActionText.Without("Test-ApertisKey", actions));

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
        _ when exception.Category == ProblemCategory.Billing => KeyState.Billing,
        _ => IsUnanswered(exception) ? KeyState.Unreachable : KeyState.NotTested,
    };

    // A proxy that lets nothing pass may answer in the server's place.
    private static bool IsUnanswered(ApertisException exception) =>
        exception.Category == ProblemCategory.Proxy || (exception.StatusCode is null && exception.Attempts.Count > 0);

    private static bool? IsKnown(KeyState state) => state switch
    {
        KeyState.Missing or KeyState.Malformed or KeyState.Invalid or KeyState.Expired => false,
        KeyState.Unreachable or KeyState.NotTested => null,
        _ => true,
    };

    private static string RateLimited(ApertisException exception)
    {
        var end = exception.Evidence.TryGetValue(Fact.ResetTime, out var time) ? $"from {time}" : "when the window ends";
        return $"{exception.Message.TrimEnd('.')}; the key is valid, and works again {end}.";
    }
}
