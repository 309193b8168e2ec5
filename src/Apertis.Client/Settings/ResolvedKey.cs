namespace Apertis.Client.Settings;

/// <summary>A key and where it came from.</summary>
internal sealed record ResolvedKey(ApiKey Key, SettingSource Source)
{
    public CleanedKey Cleaned => Key.Cleaned;

    /// <summary>The source in words.</summary>
    public string SourceText => Source switch
    {
        SettingSource.Parameter => "-ApiKey",
        SettingSource.Environment => $"$env:{SettingsResolver.KeyVariable}",
        _ => "~/.apertis/config.json",
    };
}
