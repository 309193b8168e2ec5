namespace Apertis.Client.Settings;

/// <summary>What the caller gave. Null means: look further.</summary>
internal sealed record SettingsInput
{
    public ApiKey? ApiKey { get; init; }

    public string? BaseUri { get; init; }

    public bool AllowUnencryptedAuthentication { get; init; }
}
