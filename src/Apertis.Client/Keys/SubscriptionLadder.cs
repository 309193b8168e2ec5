using System.Globalization;

namespace Apertis.Client.Keys;

/// <summary>Fills the guide's ladder for subscription keys (status, quota, PAYG fallback, billing cycle) with what was found.</summary>
internal static class SubscriptionLadder
{
    private const string NotTold = "not told by the API";

    /// <summary>The steps for a subscription key that failed.</summary>
    /// <param name="failure">How it failed.</param>
    /// <param name="account">What the server tells all the same.</param>
    /// <param name="now">The time.</param>
    public static IReadOnlyList<string> Steps(ApertisException failure, KeyAccount account, DateTimeOffset now)
    {
        var evidence = new Dictionary<string, string>(failure.Evidence, StringComparer.OrdinalIgnoreCase)
        {
            [Fact.SubscriptionStatus] = StatusOf(account.Subscription, now),
            [Fact.QuotaLeft] = account.Quota?.Remaining is null ? NotTold : account.Quota.ToString(),
            [Fact.PaygFallback] = account.Subscription?.PaygFallback switch { true => "on", false => "off", null => NotTold },
            [Fact.BillingCycle] = CycleOf(account.Subscription, now),
        };

        // It asks for the same steps where nothing is known.
        evidence.Remove(Fact.SubscriptionKey);
        return TroubleshootingGuide.Get(failure.Problem).ActionsFor(evidence);
    }

    private static string StatusOf(KeySubscription? subscription, DateTimeOffset now)
    {
        var details = new[]
        {
            subscription?.Plan is { } plan ? $"plan {plan}" : null,
            subscription?.Expires is { } end ? $"{(end > now ? "until" : "ended")} {Day(end)}" : null,
        }.OfType<string>().ToList();
        return $"{subscription?.Status ?? NotTold}{(details.Count == 0 ? string.Empty : $" ({string.Join(", ", details)})")}";
    }

    private static string CycleOf(KeySubscription? subscription, DateTimeOffset now) =>
        subscription?.CycleEnds is { } end ? $"{(end > now ? "ends" : "ended")} {Day(end)}" : NotTold;

    private static string Day(DateTimeOffset time) => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
