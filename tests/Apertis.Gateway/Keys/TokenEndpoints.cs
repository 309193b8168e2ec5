using System.Globalization;
using System.Text.Json.Nodes;
using Apertis.Gateway.Serving;

namespace Apertis.Gateway.Keys;

/// <summary>What a key has used and may still spend.</summary>
internal static class TokenEndpoints
{
    private const decimal TotalUsd = 100m;
    private const decimal UsedUsd = 37.5m;

    public static Task UsageAsync(Exchange exchange)
    {
        string key = exchange.Key!;
        var data = new JsonObject
        {
            ["token_name"] = KeyRing.NameOf(key),
            ["total_quota_usd"] = TotalUsd,
            ["used_quota_usd"] = TotalUsd - Remaining(key),
            ["remain_quota_usd"] = Remaining(key),
            ["total_requests"] = 1234,
            ["total_tokens"] = 567890,
        };
        return WriteAsync(exchange, data);
    }

    public static Task InfoAsync(Exchange exchange)
    {
        string key = exchange.Key!;
        var data = new JsonObject
        {
            ["name"] = KeyRing.NameOf(key),
            ["remain_quota_usd"] = Remaining(key),
            ["owner"] = new JsonObject { ["email"] = "kim@example.com", ["username"] = "kim" },
            ["subscription"] = KeyRing.IsSubscription(key) ? Subscription(exchange, key) : null,
        };
        return WriteAsync(exchange, data);
    }

    private static decimal Remaining(string key) => KeyRing.IsOutOfFunds(key) ? 0 : TotalUsd - UsedUsd;

    private static JsonObject Subscription(Exchange exchange, string key)
    {
        bool expired = key == GatewayKeys.SubscriptionExpired;
        var subscription = new JsonObject
        {
            ["plan"] = "Pro",
            ["status"] = expired ? "expired" : key == GatewayKeys.SubscriptionSuspended ? "suspended" : "active",
            ["expiry"] = Time(exchange.Now.AddDays(expired ? -10 : 30)),
        };

        // No client was seen to read these two: only one key has them.
        if (key == GatewayKeys.SubscriptionQuotaExceeded)
        {
            subscription["payg_fallback"] = false;
            subscription["cycle_end"] = Time(exchange.Now.AddDays(12));
        }

        return subscription;
    }

    private static string Time(DateTimeOffset time) =>
        time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static Task WriteAsync(Exchange exchange, JsonObject data) =>
        exchange.WriteAsync(200, Exchange.Json, new JsonObject { ["data"] = data }.ToJsonString());
}
