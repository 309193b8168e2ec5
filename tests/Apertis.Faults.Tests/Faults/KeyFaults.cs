using System.Runtime.CompilerServices;
using Apertis.Faults.Matrix;
using Apertis.Faults.Servers;
using Apertis.Gateway;

namespace Apertis.Faults.Faults;

/// <summary>The way to the API is good; the key, or what it may do, is not.</summary>
public sealed class KeyFaults(Clinic clinic) : FaultTests(clinic)
{
    private const string Unknown = "sk-Jq0cVb7TtXyR2mWn5KfZ8sLdPa3GhE6uYoQi1BkM";

    [Fault("The API does not know the key", Layers.Key, "InvalidApiKey", Next = "Copy the key directly from the dashboard", Says = "invalid_api_key")]
    public Task UnknownKey() => LookAsync(Unknown);

    [Fault("The key has expired", Layers.Key, "ExpiredApiKey", Next = "Create a new key in the dashboard", Says = "expired_api_key")]
    public Task Expired() => LookAsync(GatewayKeys.Expired);

    [Fault("The key's quota is used up", Layers.Key, "QuotaExceeded", Next = "Check the quota in the dashboard", Says = "quota_exceeded")]
    public Task Spent() => LookAsync(GatewayKeys.QuotaExceeded);

    [Fault("The key may not be used from this address", Layers.Key, "IpNotAllowed", Next = "Add this machine's public IP address to the key's allowed list", Says = "ip_not_allowed")]
    public Task WrongAddress() => LookAsync(GatewayKeys.IpNotAllowed);

    [Fault("The account is suspended", Layers.Key, "AccountSuspended", Next = "Contact support", Says = "account_suspended")]
    public Task Suspended() => LookAsync(GatewayKeys.AccountSuspended);

    [Fault("The key is at its rate limit", Layers.Key, "RateLimitExceeded", IsWarning = true, Next = "Wait until ", Says = "rate_limit_exceeded")]
    public Task RateLimited() => LookAsync(GatewayKeys.RateLimited);

    [Fault("A proxy on the way takes the Authorization header out", Layers.Key, "MissingApiKey", Evidence = "KeySource: -ApiKey", Next = "The key was sent, but", Says = "missing_api_key", Needs = Needs.Nginx)]
    public async Task HeaderRemoved()
    {
        await using var proxy = await Nginx.StartAsync($"location / {{ proxy_pass {Gateway.Root}; proxy_set_header Authorization ''; }}");

        await ExamineAsync($"-BaseUri http://127.0.0.1:{proxy.Port}", ["--header", $"Authorization: Bearer {GatewayKeys.Good}", $"http://127.0.0.1:{proxy.Port}/v1/models"]);
    }

    private Task LookAsync(string key, [CallerMemberName] string test = "") =>
        ExamineAsync($"-BaseUri {Gateway.BaseUri} -ApiKey {key}", ["--header", $"Authorization: Bearer {key}", $"{Gateway.BaseUri}/models"], test: test);
}
