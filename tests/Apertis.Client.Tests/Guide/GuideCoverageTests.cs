namespace Apertis.Client.Tests.Guide;

/// <summary>Every cause and solution of the vendor's troubleshooting guide is in the table, in the row where somebody would look for it.</summary>
public sealed class GuideCoverageTests
{
    [Theory]
    // 401 Unauthorized
    [InlineData("InvalidApiKey", "typo")]
    [InlineData("InvalidApiKey", "copy the key directly from the dashboard")]
    [InlineData("InvalidApiKey", "expir")]
    [InlineData("InvalidApiKey", "deleted")]
    [InlineData("InvalidApiKey", "create a new")]
    [InlineData("InvalidApiKey", "Authorization: Bearer sk-")]
    [InlineData("InvalidApiKey", "fresh key")]
    [InlineData("InvalidApiKey", "invisible")]
    [InlineData("MissingApiKey", "Authorization header")]
    [InlineData("ExpiredApiKey", "new key")]
    [InlineData("ExpiredApiKey", "expiration date")]
    // 403 Forbidden
    [InlineData("AccessDenied", "key's model restrictions")]
    [InlineData("AccessDenied", "allowed list")]
    [InlineData("AccessDenied", "suspended")]
    [InlineData("AccessDenied", "contact support")]
    [InlineData("AccessDenied", "Test-ApertisKey")]
    [InlineData("IpNotAllowed", "allowed list")]
    [InlineData("AccountSuspended", "contact support")]
    // 402 Payment Required
    [InlineData("QuotaExceeded", "quota in the dashboard")]
    [InlineData("QuotaExceeded", "top up")]
    [InlineData("QuotaExceeded", "PAYG fallback")]
    [InlineData("QuotaExceeded", "dashboard → Billing → Enable PAYG Fallback")]
    [InlineData("QuotaExceeded", "upgrade the plan")]
    [InlineData("InsufficientBalance", "top up")]
    // Subscription token not working
    [InlineData("QuotaExceeded", "active, suspended or expired")]
    [InlineData("QuotaExceeded", "fallback is off")]
    [InlineData("QuotaExceeded", "resets when the next billing cycle starts")]
    [InlineData("QuotaExceeded", "dates")]
    [InlineData("SubscriptionExpired", "active, suspended or expired")]
    // 429 Too Many Requests
    [InlineData("RateLimitExceeded", "wait until {ResetTime}")]
    [InlineData("RateLimitExceeded", "doubling")]
    [InlineData("RateLimitExceeded", "batch")]
    [InlineData("RateLimitExceeded", "fewer requests")]
    [InlineData("RateLimitExceeded", "several keys")]
    [InlineData("RateLimitExceeded", "upgrade the plan")]
    // Model not found, model access denied
    [InlineData("ModelNotFound", "hyphen")]
    [InlineData("ModelNotFound", "case-sensitive")]
    [InlineData("ModelNotFound", "Get-ApertisModel")]
    [InlineData("ModelNotFound", "unavailable")]
    [InlineData("ModelNotFound", "status.stima.tech")]
    [InlineData("ModelAccessDenied", "key's model restrictions")]
    [InlineData("ModelAccessDenied", "plan includes the model")]
    [InlineData("ModelAccessDenied", "special access")]
    // 400 Bad Request
    [InlineData("InvalidRequest", "not valid JSON")]
    [InlineData("InvalidRequest", "trailing comma")]
    [InlineData("MissingParameter", "required field")]
    [InlineData("MissingParameter", "message")]
    [InlineData("InvalidParameter", "temperature 0 to 2")]
    [InlineData("InvalidParameter", "top_p 0 to 1")]
    [InlineData("InvalidParameter", "n 1 to 128")]
    // Request timeout
    [InlineData("RequestTimedOut", "raise the limit")]
    [InlineData("RequestTimedOut", "streaming")]
    [InlineData("RequestTimedOut", "smaller chunks")]
    // SSL/TLS errors
    [InlineData("CertificateUntrusted", "root certificates")]
    [InlineData("CertificateUntrusted", "company proxy")]
    [InlineData("CertificateUntrusted", "trust its CA")]
    [InlineData("CertificateExpired", "date, time and time zone")]
    [InlineData("CertificateNotYetValid", "date, time and time zone")]
    [InlineData("TlsHandshakeFailed", "-Proxy")]
    // DNS resolution errors, containers
    [InlineData("NameResolutionFailed", "internet connection")]
    [InlineData("NameResolutionFailed", "nslookup {Host} 8.8.8.8")]
    [InlineData("NameResolutionFailed", "flush the DNS cache")]
    [InlineData("NameResolutionFailed", "dns: [8.8.8.8, 8.8.4.4]")]
    [InlineData("NameResolutionFailed", "/etc/resolv.conf")]
    // Incomplete streaming response
    [InlineData("StreamIncomplete", "unstable network")]
    [InlineData("StreamIncomplete", "run the command again")]
    [InlineData("StreamStalled", "300")]
    // Getting help
    [InlineData("InternalError", "support")]
    [InlineData("InternalError", "request id, the time and the error")]
    [InlineData("InternalError", "status page")]
    [InlineData("UpstreamError", "status page")]
    [InlineData("ServiceUnavailable", "status page")]
    [InlineData("ModelOverloaded", "status page")]
    public void The_row_speaks_of_what_the_guide_lists(string id, string phrase)
    {
        Assert.Contains(phrase, TextOf(id), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("NameResolutionFailed", GuidePlatform.Windows, "ipconfig /flushdns")]
    [InlineData("NameResolutionFailed", GuidePlatform.MacOS, "sudo dscacheutil -flushcache")]
    [InlineData("NameResolutionFailed", GuidePlatform.Linux, "resolvectl flush-caches")]
    [InlineData("CertificateUntrusted", GuidePlatform.Windows, "root certificates")]
    [InlineData("CertificateUntrusted", GuidePlatform.MacOS, "root certificates")]
    [InlineData("CertificateUntrusted", GuidePlatform.Linux, "update-ca-certificates")]
    [InlineData("CertificateUntrusted", GuidePlatform.Windows, "Import-Certificate")]
    [InlineData("CertificateUntrusted", GuidePlatform.MacOS, "add-trusted-cert")]
    [InlineData("CertificateExpired", GuidePlatform.Windows, "w32tm /resync")]
    [InlineData("CertificateExpired", GuidePlatform.MacOS, "sntp")]
    [InlineData("CertificateExpired", GuidePlatform.Linux, "timedatectl")]
    public void A_step_that_differs_by_system_is_there_for_each(string id, GuidePlatform platform, string phrase)
    {
        Assert.Contains(TroubleshootingGuide.Find(id)!.Actions, action => action.Platform == platform && action.Text.Contains(phrase, StringComparison.Ordinal));
    }

    private static string TextOf(string id)
    {
        var problem = TroubleshootingGuide.Find(id)!;
        return string.Join('\n', [problem.Title, .. problem.Causes, .. problem.Actions.Select(action => action.Text)]);
    }
}
