using Apertis.Client.Http;

namespace Apertis.Client.Settings;

/// <summary>Finds base URI and key: parameter, then environment, then configuration file, then (for the base) the API's own address.</summary>
internal sealed class SettingsResolver
{
    public const string KeyVariable = "APERTIS_API_KEY";
    public const string BaseVariable = "APERTIS_BASE_URL";

    private readonly Func<string, string?> _environment;
    private readonly Lazy<ConfigurationFile> _file;

    public SettingsResolver()
        : this(Environment.GetEnvironmentVariable, ConfigurationFile.DefaultPath)
    {
    }

    public SettingsResolver(Func<string, string?> environment, string? configurationPath)
    {
        _environment = environment;
        _file = new Lazy<ConfigurationFile>(() => ConfigurationFile.Read(configurationPath));
    }

    public ResolvedSettings Resolve(SettingsInput input)
    {
        var (baseText, baseSource, fileProblem) = Find(input.BaseUri, BaseVariable, file => file.BaseUrl);
        var apiBase = fileProblem is null ? ApiBase.TryParse(baseText ?? ApiBase.Default) : null;
        var baseProblem = fileProblem ?? (apiBase is null ? GuideMatch.Local("InvalidBaseUri", $"'{ShowBase(baseText!)}' is not an absolute http or https address", (Fact.BaseUri, ShowBase(baseText!))) : null);

        var (key, keyProblem) = FindKey(input);
        if (key is not null && apiBase is { IsHttps: false, IsLoopback: false } && keyProblem is null && !input.AllowUnencryptedAuthentication)
        {
            keyProblem = Unencrypted(apiBase, null);
        }

        return new ResolvedSettings
        {
            Base = apiBase,
            BaseSource = baseText is null ? SettingSource.Default : baseSource,
            BaseProblem = baseProblem,
            Key = key,
            KeyProblem = keyProblem,
            AllowsUnencrypted = input.AllowUnencryptedAuthentication,
            KeySecrets = [.. SecretsOf(key?.Key)],
            Secrets = [.. SecretsOf(key?.Key), .. SecretsOf(apiBase, baseText)],
        };
    }

    /// <summary>The problem of a key that would leave this machine without encryption.</summary>
    /// <param name="apiBase">Where it would go.</param>
    /// <param name="proxy">The proxy that it would go through; null for none.</param>
    public static GuideMatch Unencrypted(ApiBase apiBase, string? proxy) =>
        GuideMatch.Local("UnencryptedAuthentication", $"the base URI is {apiBase.Uri}{(proxy is null ? string.Empty : $", reached through the proxy {proxy}")}", (Fact.BaseUri, apiBase.Uri.ToString()), (Fact.Proxy, proxy));

    private (ResolvedKey? Key, GuideMatch? Problem) FindKey(SettingsInput input)
    {
        if (input.ApiKey is not null)
        {
            return Judge(new ResolvedKey(input.ApiKey, SettingSource.Parameter));
        }

        var (text, source, fileProblem) = Find(null, KeyVariable, file => file.ApiKey);
        return text is not null ? Judge(new ResolvedKey(new ApiKey(text), source))
            : (null, fileProblem ?? GuideMatch.Local("MissingApiKey", $"none in -ApiKey, $env:{KeyVariable} or ~/.apertis/config.json"));
    }

    private static (ResolvedKey Key, GuideMatch? Problem) Judge(ResolvedKey key)
    {
        if (key.Cleaned.IsWellFormed)
        {
            return (key, null);
        }

        var unusable = key.Cleaned.Findings.Where(finding => finding.Kind == "InvalidCharacter").ToList();
        var detail = key.Cleaned.Value.Length == 0
            ? $"nothing is left of the key from {key.SourceText} once spaces, quotes and 'Bearer' are removed"
            : $"the key from {key.SourceText} has {unusable.Count switch { 1 => "a character", _ => $"{unusable.Count} characters" }} that a header can't carry, the first at position {unusable[0].Position} ({unusable[0].CodePoint})";
        return (key, GuideMatch.Local("MalformedApiKey", detail, (Fact.KeySource, key.SourceText), (Fact.KeyFindings, KeyFindings.Advice(key.Cleaned.Findings))));
    }

    private (string? Value, SettingSource Source, GuideMatch? Problem) Find(string? parameter, string variable, Func<ConfigurationFile, string?> fromFile)
    {
        if (parameter is not null)
        {
            return (parameter, SettingSource.Parameter, null);
        }

        if (_environment(variable) is { } value && !string.IsNullOrWhiteSpace(value))
        {
            return (value, SettingSource.Environment, null);
        }

        if (_file.Value.Error is { } error)
        {
            return (null, SettingSource.ConfigurationFile, GuideMatch.Local("InvalidConfiguration", $"{_file.Value.Path}: {error}", (Fact.ConfigurationFile, _file.Value.Path)));
        }

        var stored = fromFile(_file.Value);
        return (string.IsNullOrWhiteSpace(stored) ? null : stored, SettingSource.ConfigurationFile, null);
    }

    // Whatever stands before an @ could be a password, also in an address that does not parse; and a key may be put here by mistake.
    private static string ShowBase(string text) => ServerText.Clean(new Redactor([]).Redact(text[(text.LastIndexOf('@') + 1)..]), 100) ?? string.Empty;

    private static IEnumerable<string> SecretsOf(ApiKey? key)
    {
        if (key is null)
        {
            yield break;
        }

        yield return key.Cleaned.Value;
        if (!key.Raw.Contains(key.Cleaned.Value, StringComparison.Ordinal))
        {
            yield return key.Raw;
        }
    }

    // The user's name alone is no secret.
    private static IEnumerable<string> SecretsOf(ApiBase? apiBase, string? baseText)
    {
        var userInfo = apiBase?.UserInfo ?? (baseText?.LastIndexOf('@') is > 0 and var at ? baseText[..at] : null);
        if (userInfo is null)
        {
            yield break;
        }

        var password = userInfo[(userInfo.IndexOf(':', StringComparison.Ordinal) + 1)..];
        yield return password;
        yield return Uri.UnescapeDataString(password);
    }
}
