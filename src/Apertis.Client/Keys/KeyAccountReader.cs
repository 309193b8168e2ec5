using System.Text.Json;
using Apertis.Client.Http;

namespace Apertis.Client.Keys;

/// <summary>Asks what a key may still spend, and for the subscription behind it.</summary>
internal sealed class KeyAccountReader(ApertisTransport transport, ApiBase apiBase)
{
    // What is only nice to know is not waited for as long as the verdict.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Asks both endpoints. They are seen in clients but documented nowhere: where they are absent, all of it is null. A key that is out of funds
    /// may ask them all the same.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="deadline">The limit of the whole test.</param>
    /// <param name="cancellationToken">The caller's wish to stop.</param>
    public async Task<KeyAccount> ReadAsync(ResolvedKey key, Deadline deadline, CancellationToken cancellationToken)
    {
        var usage = TryReadAsync(apiBase.Usage);
        var info = TryReadAsync(apiBase.KeyInfo);
        using var usageDocument = await usage.ConfigureAwait(false);
        using var infoDocument = await info.ConfigureAwait(false);
        var usageData = usageDocument?.RootElement.Get("data"u8, JsonValueKind.Object);
        var infoData = infoDocument?.RootElement.Get("data"u8, JsonValueKind.Object);
        return new KeyAccount(Quota(usageData, infoData), Subscription(infoData));

        async Task<JsonDocument?> TryReadAsync(Uri uri)
        {
            try
            {
                var request = new ApiRequest { Method = HttpMethod.Get, Uri = uri, Key = key, IsRetried = false, Timeout = deadline.Left < Longest ? deadline.Left : Longest };
                var response = await transport.SendAsync(request, cancellationToken).ConfigureAwait(false);
                return JsonDocument.Parse(JsonText.Readable(response.Body));
            }
            catch (Exception exception) when (exception is ApertisException or JsonException)
            {
                return null;
            }
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

    private KeySubscription? Subscription(JsonElement? info) =>
        info?.Get("subscription"u8, JsonValueKind.Object) is not { } element ? null : new KeySubscription
        {
            Plan = Clean(element.GetText("plan"u8)),
            Status = Clean(element.GetText("status"u8)),
            Expires = element.GetTime("expiry"u8),

            // The guide speaks of both, but no client was seen to read them: their names are a guess.
            PaygFallback = element.GetFlag("payg_fallback"u8) ?? element.GetFlag("payg_enabled"u8),
            CycleEnds = element.GetTime("cycle_end"u8) ?? element.GetTime("next_reset"u8),
        };

    private string? Clean(string? text) => ServerText.Clean(text) is { } clean ? transport.Redactor.Redact(clean) : null;
}
