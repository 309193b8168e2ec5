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
        var baseProblem = fileProblem ?? (apiBase is null ? Unusable(baseText!, baseSource) : null);

        var (keys, keyProblem) = FindKeys(input);
        if (keys.Count > 0 && apiBase is { IsHttps: false, IsLoopback: false } && keyProblem is null && !input.AllowUnencryptedAuthentication)
        {
            keyProblem = Unencrypted(apiBase, null);
        }

        return new ResolvedSettings
        {
            Base = apiBase,
            BaseSource = baseText is null ? SettingSource.Default : baseSource,
            BaseProblem = baseProblem,
            Keys = keys,
            KeyProblem = keyProblem,
            AllowsUnencrypted = input.AllowUnencryptedAuthentication,
            KeySecrets = [.. keys.SelectMany(key => SecretsOf(key.Key))],
            Secrets = [.. keys.SelectMany(key => SecretsOf(key.Key)), .. SecretsOf(apiBase, baseText)],
        };
    }

    /// <summary>The problem of a key that would leave this machine without encryption.</summary>
    /// <param name="apiBase">Where it would go.</param>
    /// <param name="proxy">The proxy that it would go through; null for none.</param>
    public static GuideMatch Unencrypted(ApiBase apiBase, string? proxy) =>
        GuideMatch.Local("UnencryptedAuthentication", $"the base URI is {apiBase.Uri}{(proxy is null ? string.Empty : $", reached through the proxy {proxy}")}", (Fact.BaseUri, apiBase.Uri.ToString()), (Fact.Proxy, proxy));

    private static GuideMatch Unusable(string baseText, SettingSource source) => GuideMatch.Local(
        "InvalidBaseUri",
        $"'{ShowBase(baseText)}' from {ResolvedSettings.BaseSourceIn(source)} is not an absolute http or https address",
        (Fact.BaseUri, ShowBase(baseText)),
        (Fact.CompleteUri, ApiBase.TryComplete(baseText)?.Uri.ToString()));

    private (IReadOnlyList<ResolvedKey> Keys, GuideMatch? Problem) FindKeys(SettingsInput input)
    {
        if (input.ApiKeys is { } given)
        {
            var several = given.Count > 1;
            var keys = (given.Count == 0 ? [new ApiKey(string.Empty)] : given)
                .Select((key, index) => new ResolvedKey(key, SettingSource.Parameter) { Number = several ? index + 1 : null })
                .DistinctBy(key => key.Cleaned.Value, StringComparer.Ordinal)
                .ToList();
            return (keys, keys.Select(Judge).FirstOrDefault(problem => problem is not null));
        }

        var (text, source, fileProblem) = Find(null, KeyVariable, file => file.ApiKey);
        if (text is null)
        {
            return ([], fileProblem ?? GuideMatch.Local("MissingApiKey", $"none in -ApiKey, $env:{KeyVariable} or ~/.apertis/config.json"));
        }

        var found = new ResolvedKey(new ApiKey(text), source) { File = source == SettingSource.ConfigurationFile ? _file.Value.Path : null };
        return ([found], Judge(found));
    }

    private static GuideMatch? Judge(ResolvedKey key)
    {
        if (key.Cleaned.IsWellFormed)
        {
            return null;
        }

        var unusable = key.Cleaned.Findings.Where(finding => finding.Kind == KeyFindingKind.InvalidCharacter).ToList();
        var detail = string.IsNullOrWhiteSpace(key.Key.Raw) ? $"the key from {key.SourceText} is empty"
            : key.Cleaned.Value.Length == 0 ? $"nothing is left of the key from {key.SourceText} once spaces, quotes and 'Bearer' are removed"
            : $"the key from {key.SourceText} has {unusable.Count switch { 1 => "a character", _ => $"{unusable.Count} characters" }} that a header can't carry, the first at position {unusable[0].Position} ({unusable[0].CodePoint})";
        return GuideMatch.Local("MalformedApiKey", detail, (Fact.KeySource, key.SourceText), (Fact.KeyFindings, KeyFindings.Advice(key.Cleaned)));
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

    private static IEnumerable<string> SecretsOf(ApiKey key)
    {
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
