using Apertis.Gateway.Serving;

namespace Apertis.Gateway.Keys;

/// <summary>Every key that the gateway knows, and who may do what.</summary>
internal static class KeyRing
{
    private static readonly HashSet<string> LimitedModels = ["gpt-4.1", "gpt-4o-mini"];

    public static IReadOnlyList<KeyKind> All { get; } =
    [
        new("Good", GatewayKeys.Good, null, "works"),
        new("GoodSecond", GatewayKeys.GoodSecond, null, "works"),
        new("GoodThird", GatewayKeys.GoodThird, null, "works"),
        new("GoodFourth", GatewayKeys.GoodFourth, null, "works"),
        new("Subscription", GatewayKeys.Subscription, null, "works; subscription"),
        new("ModelLimited", GatewayKeys.ModelLimited, null, "works for gpt-4.1 and gpt-4o-mini only"),
        new("WithoutUsage", GatewayKeys.WithoutUsage, null, "works; token/* and v2/models answer 404"),
        new("Expired", GatewayKeys.Expired, "expired_api_key", "401 expired_api_key"),
        new("QuotaExceeded", GatewayKeys.QuotaExceeded, "quota_exceeded", "402 quota_exceeded"),
        new("InsufficientQuota429", GatewayKeys.InsufficientQuota429, "insufficient_quota", "429 insufficient_quota"),
        new("InsufficientBalance", GatewayKeys.InsufficientBalance, "insufficient_balance", "402 insufficient_balance"),
        new("SubscriptionExpired", GatewayKeys.SubscriptionExpired, "subscription_expired", "402 subscription_expired"),
        new("SubscriptionQuotaExceeded", GatewayKeys.SubscriptionQuotaExceeded, "quota_exceeded", "402 quota_exceeded; active subscription, PAYG fallback off"),
        new("SubscriptionSuspended", GatewayKeys.SubscriptionSuspended, "access_denied", "403 access_denied; suspended subscription"),
        new("PaymentFailed", GatewayKeys.PaymentFailed, "payment_failed", "402 payment_failed"),
        new("AccessDenied", GatewayKeys.AccessDenied, "access_denied", "403 access_denied"),
        new("IpNotAllowed", GatewayKeys.IpNotAllowed, "ip_not_allowed", "403 ip_not_allowed"),
        new("AccountSuspended", GatewayKeys.AccountSuspended, "account_suspended", "403 account_suspended"),
        new("RateLimited", GatewayKeys.RateLimited, "rate_limit_exceeded", "429 rate_limit_exceeded, Retry-After: 2"),
    ];

    private static readonly Dictionary<string, KeyKind> ByKey = All.ToDictionary(kind => kind.Key);

    /// <summary>Lets a usable key pass.</summary>
    /// <exception cref="RefusalException">Any other key.</exception>
    public static void Admit(Exchange exchange)
    {
        if (exchange.Key is not { } key)
        {
            throw new RefusalException("missing_api_key");
        }

        if (!ByKey.TryGetValue(key, out KeyKind? kind))
        {
            throw new RefusalException("invalid_api_key");
        }

        Endpoint endpoint = exchange.Address.Endpoint;
        bool asksForBalance = endpoint is Endpoint.TokenUsage or Endpoint.TokenInfo;
        if (kind.Refusal is { } code && !(asksForBalance && (IsOutOfFunds(key) || key == GatewayKeys.SubscriptionSuspended)))
        {
            if (key == GatewayKeys.RateLimited)
            {
                exchange.Headers.RetryAfter = "2";
            }

            throw new RefusalException(code);
        }

        if (key == GatewayKeys.WithoutUsage && (asksForBalance || endpoint == Endpoint.CatalogueV2))
        {
            throw new RefusalException("endpoint_not_found");
        }
    }

    public static bool MayUse(string key, string model) =>
        key != GatewayKeys.ModelLimited || LimitedModels.Contains(model);

    /// <param name="nameOrKey">As in <see cref="GatewayKeys"/>, or the key itself.</param>
    /// <exception cref="ArgumentException">No such key.</exception>
    public static string Find(string nameOrKey) =>
        All.FirstOrDefault(kind => kind.Name == nameOrKey || kind.Key == nameOrKey)?.Key
        ?? throw new ArgumentException($"There is no key '{nameOrKey}'.");

    public static string NameOf(string key) => ByKey[key].Name;

    public static bool IsSubscription(string key) => key.StartsWith("sk-sub-", StringComparison.Ordinal);

    /// <summary>The key is in order, but nothing can be spent with it.</summary>
    public static bool IsOutOfFunds(string key) => key is GatewayKeys.QuotaExceeded
        or GatewayKeys.InsufficientQuota429
        or GatewayKeys.InsufficientBalance
        or GatewayKeys.SubscriptionExpired
        or GatewayKeys.SubscriptionQuotaExceeded
        or GatewayKeys.PaymentFailed;
}
