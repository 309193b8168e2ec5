using System.Globalization;

namespace Apertis.Client.Settings;

/// <summary>A key and where it came from.</summary>
internal sealed record ResolvedKey(ApiKey Key, SettingSource Source)
{
    public CleanedKey Cleaned => Key.Cleaned;

    /// <summary>Which of several keys of the same source it is, from 1; null when it is the only one.</summary>
    public int? Number { get; init; }

    /// <summary>The full path of the file that it was read from; null when it was read from none.</summary>
    public string? File { get; init; }

    /// <summary>The source in words.</summary>
    public string SourceText => Source switch
    {
        SettingSource.Parameter when Number is { } number => string.Create(CultureInfo.InvariantCulture, $"-ApiKey (key {number})"),
        SettingSource.Parameter => "-ApiKey",
        SettingSource.Environment => $"$env:{SettingsResolver.KeyVariable}",
        _ => "~/.apertis/config.json",
    };
}
