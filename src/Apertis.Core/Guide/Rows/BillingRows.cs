namespace Apertis;

internal static class BillingRows
{
    private const string NativeCategory = "QuotaExceeded";

    public static IReadOnlyList<GuideProblem> All { get; } =
    [
        new("QuotaExceeded", ProblemCategory.Billing, NativeCategory)
        {
            KeyEffect = KeyEffect.Dead,
            Codes = ["quota_exceeded", "insufficient_quota"],
            Statuses = [402],
            Title = "The quota is used up",
            Causes = ["The key's or the account's quota is spent.", "A subscription's quota is spent and PAYG fallback is off."],
            Actions =
            [
                .. SubscriptionSteps.Found,
                "Check the quota in the dashboard: waiting and retrying will not help. Test-ApertisKey shows it too.",
                "Paying as you go: top up the balance (dashboard → Billing).",
                "With a subscription: enable PAYG fallback (dashboard → Billing → Enable PAYG Fallback), or upgrade the plan for more quota.",
                .. SubscriptionSteps.Unknown,
            ],
        },
        new("InsufficientBalance", ProblemCategory.Billing, NativeCategory)
        {
            KeyEffect = KeyEffect.Dead,
            Codes = ["insufficient_balance"],
            Title = "The balance is too low",
            Causes = ["The pay-as-you-go balance does not cover the request."],
            Actions =
            [
                "Top up the balance: dashboard → Billing.",
                "Until then, ask for a cheaper model (Get-ApertisModel -Detailed shows prices) or a lower -MaxTokens.",
                .. SubscriptionSteps.Found,
                .. SubscriptionSteps.Unknown,
            ],
        },
        new("SubscriptionExpired", ProblemCategory.Billing, NativeCategory)
        {
            KeyEffect = KeyEffect.Dead,
            Codes = ["subscription_expired"],
            Title = "The subscription has expired",
            Causes = ["The subscription behind the key has ended or was not renewed."],
            Actions =
            [
                "Renew the subscription: dashboard → Billing; the same key works again after that.",
                "To go on at once, use a standard key (sk-…) with a balance, or enable PAYG fallback (dashboard → Billing → Enable PAYG Fallback).",
                .. SubscriptionSteps.Found,
                .. SubscriptionSteps.Unknown,
            ],
        },
        new("PaymentFailed", ProblemCategory.Billing, NativeCategory)
        {
            KeyEffect = KeyEffect.Dead,
            Codes = ["payment_failed"],
            Title = "A payment failed",
            Causes = ["The payment method was declined or has expired."],
            Actions =
            [
                "Check or replace the payment method (dashboard → Billing), then pay the open invoice.",
                "If the payment method is fine, contact support (dashboard, or hi@apertis.ai) with the request id.",
                .. SubscriptionSteps.Found,
                .. SubscriptionSteps.Unknown,
            ],
        },
    ];
}
