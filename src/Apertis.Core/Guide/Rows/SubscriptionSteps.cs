namespace Apertis;

/// <summary>The guide's ladder for a subscription key that does not work: status, quota, PAYG fallback, billing cycle.</summary>
internal static class SubscriptionSteps
{
    /// <summary>With the values that Test-ApertisKey found.</summary>
    public static IReadOnlyList<GuideAction> Found { get; } =
    [
        "Subscription status: {SubscriptionStatus}. It must be active: renew one that is suspended or expired (dashboard → Billing).",
        "Subscription quota: {QuotaLeft}. If none is left, upgrade the plan for more, or wait for the next billing cycle.",
        "PAYG fallback: {PaygFallback}. If it is off, nothing goes beyond the quota: dashboard → Billing → Enable PAYG Fallback.",
        "Billing cycle: {BillingCycle}. The quota resets when the next one starts; the dashboard shows the dates.",
    ];

    /// <summary>To be looked up by hand; given only when the key's prefix says that it is a subscription's.</summary>
    public static IReadOnlyList<GuideAction> Unknown { get; } =
    [
        "For the subscription key {SubscriptionKey}: check in the dashboard → Billing whether the subscription is active, suspended or expired.",
        "For the subscription key {SubscriptionKey}: its quota resets when the next billing cycle starts; the dashboard shows the dates.",
    ];
}
