namespace Apertis.Tour;

/// <summary>The commands of the tour, in order.</summary>
internal static class Itinerary
{
    /// <summary>What works against any API with a good key.</summary>
    public static IReadOnlyList<Step> Basics { get; } =
    [
        new("The module's commands.", "Get-Command -Module Apertis"),
        new("Ask something. The answer comes first, then one line about it.", "Invoke-ApertisChat hello"),
        new("The answer is an object.", "(Invoke-ApertisChat hello).Usage.TotalTokens"),
        new("Streamed: the text is shown as it arrives, then comes the line about it.", "Invoke-ApertisChat 'Name three uses of a paperclip.' -Stream"),
        new("An answer that is piped back in goes on with its conversation.", "Invoke-ApertisChat 'What is DNS?' | Invoke-ApertisChat 'And what is it for?' | ForEach-Object Messages | ForEach-Object { \"$($_.Role): $_\" }"),
        new("Every piped value is a prompt of its own.", "'one', 'two' | Invoke-ApertisChat | ForEach-Object { \"$($_.Index): $_\" }"),
        new("The catalogue, by wildcard, with prices.", "Get-ApertisModel gpt-4.1* -Detailed"),
        new("Models can be piped to the chat: each is asked.", "Get-ApertisModel gpt-4o, gpt-4o-mini | Invoke-ApertisChat 'who are you?' -MaxTokens 20"),
        new("Is this key good, and what may it still spend?", "Test-ApertisKey"),
        new("Check every layer between here and the API.", "Test-ApertisConnection"),
    ];

    /// <summary>What goes wrong, one of each category, and what the module advises. Needs the simulated gateway.</summary>
    public static IReadOnlyList<Step> Failures { get; } =
    [
        new("Authentication: a key with a typo in it.", "Invoke-ApertisChat hello -ApiKey $mistypedKey", "InvalidApiKey"),
        new("Billing: a key whose quota is spent.", "Invoke-ApertisChat hello -ApiKey $spentKey", "QuotaExceeded"),
        new("Rate limit: the window ends in ten minutes. The module does not wait that long without being told to.", "Invoke-ApertisChat hello -BaseUri $busyGateway", "RateLimitExceeded"),
        new("Model: a hyphen is missing.", "Invoke-ApertisChat hello -Model gpt4o", "ModelNotFound"),
        new("Permission: a key that is limited to other IP addresses.", "Invoke-ApertisChat hello -ApiKey $officeKey", "IpNotAllowed"),
        new("Request: there is nothing to send. The other prompts are answered all the same.", "'one', '', 'three' | Invoke-ApertisChat | ForEach-Object Content", "InvalidMessage"),
        new("Timeout: the server takes the request and never answers.", "Invoke-ApertisChat hello -BaseUri $silentGateway -TimeoutSec 0.5", "RequestTimedOut"),
        new("DNS: a host that does not exist.", "Invoke-ApertisChat hello -BaseUri https://api.apertis.invalid -MaximumRetryCount 0", "NameResolutionFailed"),
        new("TLS: a certificate that nobody vouches for.", "Invoke-ApertisChat hello -BaseUri $selfSignedGateway", "CertificateUntrusted"),
        new("The diagnosis names the layer that fails and the next step.", "Test-ApertisConnection -BaseUri $selfSignedGateway"),
        new("What support needs to know, without keys and prompts. Here of the connection; by itself, of the last error.", "Test-ApertisConnection -BaseUri $selfSignedGateway | New-ApertisSupportReport"),
        new("In a script: one boolean, nothing else.", "Test-ApertisConnection -BaseUri $selfSignedGateway -Quiet"),
    ];
}
