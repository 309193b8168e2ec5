namespace Apertis;

internal static class PermissionRows
{
    private const string NativeCategory = "PermissionDenied";

    public static IReadOnlyList<GuideProblem> All { get; } =
    [
        new("AccessDenied", ProblemCategory.Permission, NativeCategory)
        {
            KeyEffect = KeyEffect.Denied,
            Codes = ["access_denied"],
            Statuses = [403],
            Title = "The API denied access",
            Causes = ["The model is not on the key's list of allowed models.", "This machine's IP address is not on the key's list of allowed addresses.", "The account is suspended."],
            Actions =
            [
                "Run Test-ApertisKey for the key and the model in question: it tells the three causes apart.",
                "Model: check whether the key's model restrictions allow {Model}: dashboard → API Keys.",
                "IP address: add this machine's public address to the key's allowed list: dashboard → API Keys → IP restrictions.",
                "Account: if it is suspended, contact support (dashboard, or hi@apertis.ai).",
                new("Model: check the key's model restrictions: dashboard → API Keys.") { Unless = Fact.Model },
                .. SubscriptionSteps.Found,
            ],
        },
        new("IpNotAllowed", ProblemCategory.Permission, NativeCategory)
        {
            KeyEffect = KeyEffect.Dead,
            Codes = ["ip_not_allowed"],
            Title = "The key may not be used from this IP address",
            Causes = ["The key is limited to certain IP addresses or subnets, and this machine's public address is not among them.", "A VPN, proxy or new uplink changed the public address."],
            Actions =
            [
                "Add this machine's public IP address to the key's allowed list: dashboard → API Keys → IP restrictions.",
                "If the address changes (VPN, proxy, cloud runner), allow the subnet, or use a key without that restriction.",
            ],
        },
        new("AccountSuspended", ProblemCategory.Permission, NativeCategory)
        {
            KeyEffect = KeyEffect.Dead,
            Codes = ["account_suspended"],
            Title = "The account is suspended",
            Causes = ["The vendor suspended the account behind the key."],
            Actions =
            [
                "Contact support through the dashboard or hi@apertis.ai and give the request id; no other key of the same account will work.",
                .. SubscriptionSteps.Found,
            ],
        },
        new("EdgeBlocked", ProblemCategory.Permission, NativeCategory)
        {
            Title = "Something in front of the API refused the request",
            Causes = ["The content-delivery network refused this client or address (error code 1010 means the kind of client).", "A firewall or filtering proxy on the way answered instead of the API."],
            Actions =
            [
                "This is not about the key: the request never reached the API. If a company firewall or proxy is on the way, have {Host} allowed on it.",
                "Run Test-ApertisConnection to see which hop answers.",
                "If the answer comes from the vendor's edge (ray id {RayId}), try from another network and send that id to support.",
            ],
        },
    ];
}
