namespace Apertis.Client.Settings;

/// <summary>Base URI and key as they were found. What is wrong with them is data here; the Require methods make it an error.</summary>
internal sealed record ResolvedSettings
{
    /// <summary>The base; null when <see cref="BaseProblem"/> says why.</summary>
    public ApiBase? Base { get; init; }

    public required SettingSource BaseSource { get; init; }

    /// <summary>Where the base comes from, in words.</summary>
    public string BaseSourceText => BaseSourceIn(BaseSource);

    /// <summary>A source of the base, in words.</summary>
    public static string BaseSourceIn(SettingSource source) => source switch
    {
        SettingSource.Parameter => "-BaseUri",
        SettingSource.Environment => $"$env:{SettingsResolver.BaseVariable}",
        SettingSource.ConfigurationFile => "~/.apertis/config.json",
        _ => "the default",
    };

    public GuideMatch? BaseProblem { get; init; }

    /// <summary>The keys, each once; none when there is none, or when <see cref="KeyProblem"/> says that it could not be looked up.</summary>
    public IReadOnlyList<ResolvedKey> Keys { get; init; } = [];

    /// <summary>The first of the keys; null when there is none.</summary>
    public ResolvedKey? Key => Keys.Count > 0 ? Keys[0] : null;

    /// <summary>Why a key can't be used: missing, malformed, unreadable configuration, or plain http.</summary>
    public GuideMatch? KeyProblem { get; init; }

    /// <summary>Whether the caller lets a key travel over plain http.</summary>
    public bool AllowsUnencrypted { get; init; }

    /// <summary>The keys, as they were given and as they are used.</summary>
    public IReadOnlyList<string> KeySecrets { get; init; } = [];

    /// <summary>Everything that must never be shown.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];
}
