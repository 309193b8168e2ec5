namespace Apertis.Gateway;

/// <summary>Keys that the gateway knows. Any other key is answered 401 invalid_api_key, none at all 401 missing_api_key.</summary>
/// <remarks>
/// A key that is refused is refused at every endpoint that needs one, with one exception: token/usage and token/info
/// still tell a key with a billing problem, or one whose subscription is suspended, what it has left.
/// </remarks>
public static class GatewayKeys
{
    /// <summary>Works everywhere.</summary>
    public const string Good = "sk-WK59PFkl0JfI2yyVlbPegBPrUhRZdsvDQuc8dWrd";

    /// <summary>Works everywhere.</summary>
    public const string GoodSecond = "sk-eOgeHA4Dyx4epIEd1TJptAec8qStZrrrUKpzOsUt";

    /// <summary>Works everywhere.</summary>
    public const string GoodThird = "sk-mbl1g3aYHhZCc8VdEVt99oBrIN1X71BIqx9mX8nx";

    /// <summary>Works everywhere.</summary>
    public const string GoodFourth = "sk-icT2ss5MQmzgxZ3I7PAKqAqVaZc5mlz5fsoeny7b";

    /// <summary>Works everywhere; a subscription key with an active plan.</summary>
    public const string Subscription = "sk-sub-E03WKpm15UELhUOuZAzHx4LP4AzUdIG1OHqttidv";

    /// <summary>401 expired_api_key.</summary>
    public const string Expired = "sk-RzFRYToraZB3DO7GWIQtUlmOS6ECJSRO5k0A8Uci";

    /// <summary>402 quota_exceeded.</summary>
    public const string QuotaExceeded = "sk-0qRhSBHpvkTSOsq63Hvzl8IBtPnRNbzoc51Feogd";

    /// <summary>429 insufficient_quota: billing, not a rate limit.</summary>
    public const string InsufficientQuota429 = "sk-vbzDp8mFmQp5zvqYMtrb1uvZwnZuDMjJxyZLLKcg";

    /// <summary>402 insufficient_balance.</summary>
    public const string InsufficientBalance = "sk-TAOGSf9uih4vmuGMGKAuWfpTbmRsHdRXfr8nBNXY";

    /// <summary>402 subscription_expired.</summary>
    public const string SubscriptionExpired = "sk-sub-K7Gh5Qhy50B7P6nLsbWsXAJKil8Krk3QCI33jOqw";

    /// <summary>402 quota_exceeded; the subscription is active, its PAYG fallback is off and its cycle ends in 12 days.</summary>
    public const string SubscriptionQuotaExceeded = "sk-sub-COo38eU2e1SP8MMWLo9IRRqFwfRgJiuNa23pa";

    /// <summary>403 access_denied; the subscription is suspended, with quota left.</summary>
    public const string SubscriptionSuspended = "sk-sub-kKqwf0OnEMvAeorXeFZUznOIxxK5kBRCHvhCf";

    /// <summary>402 payment_failed.</summary>
    public const string PaymentFailed = "sk-5LoVFqxtpuPzNP3MzTtpcqpyZ9NfUl36ohkjXRS4";

    /// <summary>403 access_denied.</summary>
    public const string AccessDenied = "sk-ASfzgUOVm0HnCO3V3xkhTOa1bFFHiCv1JtcdMoCk";

    /// <summary>403 ip_not_allowed.</summary>
    public const string IpNotAllowed = "sk-cXSUyQBiAXqozAZdyhWYNfZwRJhyj5PzSJxkKIv6";

    /// <summary>403 account_suspended.</summary>
    public const string AccountSuspended = "sk-IK652wFQsVFOs3CfYlcdgDs25sPddTeyLygderbT";

    /// <summary>Only gpt-4.1 and gpt-4o-mini: /v1/models lists no others, and asking for one answers 403 model_access_denied.</summary>
    public const string ModelLimited = "sk-ZBW4nZrK6sYQsuNEt1iXR1u8g1ypKM9Oe1MQh4Nm";

    /// <summary>429 rate_limit_exceeded with Retry-After and X-RateLimit-Reset in 2 s.</summary>
    public const string RateLimited = "sk-WI1YxNOkWft1K6iG3tTwZk7bcctMFyW8DgKacn26";

    /// <summary>Works, but token/usage, token/info and v2/models answer 404 endpoint_not_found.</summary>
    public const string WithoutUsage = "sk-cDBbyY7piEcz80x5uWHqm1xHgKk7gwxIbZkJpRL4";
}
