namespace Apertis.Client.Settings;

/// <summary>What the caller gave. Null means: look further.</summary>
internal sealed record SettingsInput
{
    /// <summary>The keys to spread the load over; an empty list is a key that is missing where one was meant.</summary>
    public IReadOnlyList<ApiKey>? ApiKeys { get; init; }

    public string? BaseUri { get; init; }

    public bool AllowUnencryptedAuthentication { get; init; }
}
