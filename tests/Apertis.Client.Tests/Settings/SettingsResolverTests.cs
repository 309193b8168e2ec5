using Apertis.Client.Http;
using Apertis.Client.Settings;
using Apertis.Client.Tests.Support;
using Apertis.Gateway;

namespace Apertis.Client.Tests.Settings;

/// <summary>Where key and base come from, and what is said when they are no good.</summary>
public sealed class SettingsResolverTests : IDisposable
{
    private const string ParameterKey = GatewayKeys.Good;
    private const string EnvironmentKey = GatewayKeys.Subscription;
    private const string FileKey = GatewayKeys.WithoutUsage;

    private readonly string _directory = Directory.CreateTempSubdirectory("apertis-settings-").FullName;
    private readonly Dictionary<string, string?> _environment = [];

    private string FilePath => Path.Combine(_directory, "config.json");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void A_parameter_goes_before_the_environment()
    {
        SetEverything();

        var settings = Resolve(ParameterKey, "https://parameter.example");

        Assert.Equal((ParameterKey, SettingSource.Parameter), (settings.Key!.Cleaned.Value, settings.Key.Source));
        Assert.Equal(("parameter.example", SettingSource.Parameter), (settings.Base!.Host, settings.BaseSource));
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public void The_file_may_be_in_any_encoding_that_its_mark_tells(string encoding)
    {
        File.WriteAllText(FilePath, $$"""{"apiKey":"{{FileKey}}"}""", System.Text.Encoding.GetEncoding(encoding));

        Assert.Equal((FileKey, SettingSource.ConfigurationFile), (Resolve().Key?.Cleaned.Value, Resolve().Key?.Source));
    }

    [Fact]
    public void The_environment_goes_before_the_file()
    {
        SetEverything();

        var settings = Resolve();

        Assert.Equal((EnvironmentKey, SettingSource.Environment), (settings.Key!.Cleaned.Value, settings.Key.Source));
        Assert.Equal(("environment.example", SettingSource.Environment), (settings.Base!.Host, settings.BaseSource));
    }

    [Fact]
    public void The_file_goes_before_the_default()
    {
        SetEverything();
        _environment.Clear();

        var settings = Resolve();

        Assert.Equal((FileKey, SettingSource.ConfigurationFile), (settings.Key!.Cleaned.Value, settings.Key.Source));
        Assert.Equal(("file.example", SettingSource.ConfigurationFile), (settings.Base!.Host, settings.BaseSource));
    }

    [Fact]
    public void With_nothing_set_the_base_is_the_vendors_and_the_key_is_missing()
    {
        var settings = Resolve();

        Assert.Equal(("https://api.apertis.ai/v1", SettingSource.Default), (settings.Base!.Uri.AbsoluteUri, settings.BaseSource));
        Assert.Null(settings.Key);
        Assert.Equal("MissingApiKey", settings.KeyProblem?.Problem.Id);
        Assert.Null(settings.BaseProblem);
    }

    [Fact]
    public void Key_and_base_may_come_from_different_places()
    {
        SetEverything();
        _environment.Remove("APERTIS_BASE_URL");

        var settings = Resolve(ParameterKey);

        Assert.Equal((SettingSource.Parameter, SettingSource.ConfigurationFile), (settings.Key!.Source, settings.BaseSource));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("\t\r\n")]
    public void A_blank_setting_counts_as_none(string blank)
    {
        SetEverything();
        _environment["APERTIS_API_KEY"] = blank;
        _environment["APERTIS_BASE_URL"] = blank;

        Assert.Equal((SettingSource.ConfigurationFile, SettingSource.ConfigurationFile), (Resolve().Key!.Source, Resolve().BaseSource));

        WriteFile($$"""{"apiKey":{{System.Text.Json.JsonSerializer.Serialize(blank)}},"baseUrl":{{System.Text.Json.JsonSerializer.Serialize(blank)}}}""");

        Assert.Equal(SettingSource.Default, Resolve().BaseSource);
        Assert.Equal("MissingApiKey", Resolve().KeyProblem?.Problem.Id);
    }

    [Fact]
    public void A_blank_key_that_was_given_is_malformed_rather_than_replaced_by_another()
    {
        SetEverything();

        Assert.Equal("MalformedApiKey", Resolve("  ").KeyProblem?.Problem.Id);
    }

    [Theory]
    [InlineData("{\"apiKey\":null,\"baseUrl\":null}")]
    [InlineData("{\"apiKey\":5,\"baseUrl\":[]}")]
    [InlineData("{}")]
    [InlineData("{\"\\ud83d and more\":1}")]
    public void A_file_without_the_settings_is_as_good_as_none(string json)
    {
        WriteFile(json);

        var settings = Resolve();

        Assert.Equal("MissingApiKey", settings.KeyProblem?.Problem.Id);
        Assert.Equal(SettingSource.Default, settings.BaseSource);
    }

    [Theory]
    [InlineData("a comment", "// mine\n{\"apiKey\":\"" + FileKey + "\"}")]
    [InlineData("a trailing comma", "{\"apiKey\":\"" + FileKey + "\",}")]
    [InlineData("a byte-order mark", "\uFEFF{\"apiKey\":\"" + FileKey + "\"}")]
    [InlineData("other capitals", "{\"APIKEY\":\"" + FileKey + "\"}")]
    [InlineData("more fields", "{\"theme\":{\"dark\":true},\"apiKey\":\"" + FileKey + "\"}")]
    public void A_file_as_editors_leave_it_is_read(string oddity, string json)
    {
        WriteFile(json);

        Assert.Equal((oddity, FileKey), (oddity, Resolve().Key?.Cleaned.Value));
    }

    [Theory]
    [InlineData("{\"apiKey\":\"" + FileKey)]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("\"" + FileKey + "\"")]
    [InlineData("apiKey=" + FileKey)]
    public void A_malformed_file_is_an_error_where_it_is_needed_and_never_quoted(string json)
    {
        WriteFile(json);

        var settings = Resolve();

        Assert.Equal(("InvalidConfiguration", "InvalidConfiguration"), (settings.KeyProblem?.Problem.Id, settings.BaseProblem?.Problem.Id));
        Assert.Null(settings.Base);
        var text = $"{settings.KeyProblem!.Detail} {string.Join(' ', settings.KeyProblem.Evidence.Values)} {string.Join(' ', settings.KeyProblem.Actions)}";
        Assert.Contains(FilePath, text, StringComparison.Ordinal);
        Assert.DoesNotContain(FileKey[..8], text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_malformed_file_does_no_harm_where_it_is_not_needed()
    {
        WriteFile("not JSON");

        var settings = Resolve(ParameterKey, "https://parameter.example");

        Assert.Null(settings.KeyProblem);
        Assert.Null(settings.BaseProblem);
    }

    [Fact]
    public void A_malformed_file_is_an_error_for_the_key_alone_when_only_the_key_is_looked_for()
    {
        WriteFile("not JSON");
        _environment["APERTIS_BASE_URL"] = "https://environment.example";

        var settings = Resolve();

        Assert.Equal(("InvalidConfiguration", (string?)null), (settings.KeyProblem?.Problem.Id, settings.BaseProblem?.Problem.Id));
    }

    [Fact]
    public void An_unreadable_file_is_an_error_where_it_is_needed()
    {
        Directory.CreateDirectory(FilePath);

        Assert.Equal("InvalidConfiguration", Resolve().KeyProblem?.Problem.Id);
        Assert.Contains("can't be read", Resolve().KeyProblem!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_directory_is_as_good_as_a_missing_file()
    {
        var settings = new SettingsResolver(_ => null, Path.Combine(_directory, "no", "such", "config.json")).Resolve(new SettingsInput());

        Assert.Equal("MissingApiKey", settings.KeyProblem?.Problem.Id);
    }

    [Fact]
    public void The_file_is_looked_for_in_the_home_directory()
    {
        Assert.Equal(Path.Combine(TestEnvironment.Home, ".apertis", "config.json"), ConfigurationFile.DefaultPath);
    }

    [Theory]
    [InlineData("http://gw.example/v1")]
    [InlineData("http://10.0.0.5:8080")]
    [InlineData("http://localhost.example")]
    [InlineData("HTTP://GW.EXAMPLE")]
    public void A_key_over_plain_http_to_another_machine_is_refused_unless_it_is_allowed(string baseUri)
    {
        Assert.Equal("UnencryptedAuthentication", Resolve(ParameterKey, baseUri).KeyProblem?.Problem.Id);
        Assert.Null(Resolve(ParameterKey, baseUri, allowUnencrypted: true).KeyProblem);
    }

    [Theory]
    [InlineData("http://127.0.0.1:5000")]
    [InlineData("http://localhost:5000")]
    [InlineData("http://[::1]:5000")]
    [InlineData("https://gw.example")]
    public void A_key_to_this_machine_or_over_https_is_no_problem(string baseUri)
    {
        Assert.Null(Resolve(ParameterKey, baseUri).KeyProblem);
    }

    [Fact]
    public void Plain_http_without_a_key_is_only_a_missing_key()
    {
        Assert.Equal("MissingApiKey", Resolve(baseUri: "http://gw.example").KeyProblem?.Problem.Id);
    }

    [Theory]
    [InlineData("api.apertis.ai/v1")]
    [InlineData("ftp://api.apertis.ai")]
    [InlineData("nonsense")]
    public void A_base_that_is_no_web_address_is_named_as_such(string baseUri)
    {
        var settings = Resolve(ParameterKey, baseUri);

        Assert.Equal("InvalidBaseUri", settings.BaseProblem?.Problem.Id);
        Assert.Contains(baseUri, settings.BaseProblem!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_in_a_base_that_can_not_be_used_is_not_shown()
    {
        var settings = Resolve(ParameterKey, "htps://kim:hunter2@gw.example");

        Assert.Equal("InvalidBaseUri", settings.BaseProblem?.Problem.Id);
        Assert.DoesNotContain("hunter2", settings.BaseProblem!.Detail + string.Join(' ', settings.BaseProblem.Evidence.Values), StringComparison.Ordinal);
        Assert.Equal("***", new Redactor(settings.Secrets).Redact("kim:hunter2"));
    }

    [Fact]
    public void Key_and_password_are_secrets_as_they_were_given_and_as_they_are_used()
    {
        var settings = Resolve($"Bearer {ParameterKey}", "https://kim:hunter%202@gw.example");
        var redactor = new Redactor(settings.Secrets);

        Assert.DoesNotContain("hunter", redactor.Redact("the password is 'hunter 2' or 'hunter%202'"), StringComparison.Ordinal);
        Assert.DoesNotContain(ParameterKey[..8], redactor.Redact(ParameterKey), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_split_by_an_invisible_character_is_a_secret_in_both_spellings()
    {
        var raw = ParameterKey.Insert(20, "\u200B");
        var redacted = new Redactor(Resolve(raw).Secrets).Redact($"{raw} {ParameterKey}");

        Assert.DoesNotContain(ParameterKey[..8], redacted, StringComparison.Ordinal);
        Assert.DoesNotContain(ParameterKey[^8..], redacted, StringComparison.Ordinal);
    }

    [Fact]
    public void A_malformed_key_is_named_by_place_and_source_but_never_quoted()
    {
        _environment["APERTIS_API_KEY"] = ParameterKey.Insert(10, "ü");

        var problem = Resolve().KeyProblem!;

        Assert.Equal("MalformedApiKey", problem.Problem.Id);
        Assert.Contains("position 11", problem.Detail, StringComparison.Ordinal);
        Assert.Contains("U+00FC", problem.Detail, StringComparison.Ordinal);
        Assert.Contains("$env:APERTIS_API_KEY", problem.Detail, StringComparison.Ordinal);
        Assert.Contains(problem.Actions, action => action.Contains("U+00FC", StringComparison.Ordinal));
        Assert.DoesNotContain(ParameterKey[..8], $"{problem.Detail} {string.Join(' ', problem.Actions)} {string.Join(' ', problem.Evidence.Values)}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sk-unknownKEYunknownKEYunknownKEY0123456789")]
    [InlineData("Bearer sk-unknownKEYunknownKEYunknownKEY0123456789")]
    [InlineData("'sk-sub-unknownKEYunknownKEYunknownKEY0123'")]
    [InlineData("a-text-that-goes-on-for-a-while-before-the-key-stands-in-it-at-last-xxxxxxxxxxxxxx sk-unknownKEYunknownKEYunknownKEY0123456789")]
    [InlineData("a-text-that-goes-on-for-a-while-before-the-key-stands-in-it-at-last-xxxxxxxx sk-unknownKEYunknownKEYunknownKEY0123456789")]
    public void A_key_where_the_base_belongs_is_masked(string baseUri)
    {
        AssertMasked(Resolve(ParameterKey, baseUri));
        _environment["APERTIS_BASE_URL"] = baseUri;
        AssertMasked(Resolve(ParameterKey));
        _environment.Clear();
        WriteFile($$"""{"baseUrl":{{System.Text.Json.JsonSerializer.Serialize(baseUri)}}}""");
        AssertMasked(Resolve(ParameterKey));

        static void AssertMasked(ResolvedSettings settings)
        {
            var problem = settings.BaseProblem!;
            Assert.Equal("InvalidBaseUri", problem.Problem.Id);
            Assert.DoesNotContain("unknownKEY", $"{problem.Detail} {string.Join(' ', problem.Actions)} {string.Join(' ', problem.Evidence.Values)}", StringComparison.Ordinal);
            Assert.Contains("sk-", problem.Detail, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(253, true)]
    [InlineData(254, false)]
    [InlineData(300, false)]
    public void A_host_longer_than_any_name_can_be_is_no_base(int length, bool isUsable)
    {
        var host = string.Join('.', Enumerable.Repeat(new string('a', 49), 7))[..length].TrimEnd('.');
        host += new string('b', length - host.Length);

        var settings = Resolve(ParameterKey, $"https://{host}/v1");

        Assert.Equal(isUsable, settings.Base is not null);
        Assert.Equal(isUsable ? null : "InvalidBaseUri", settings.BaseProblem?.Problem.Id);
    }

    [Theory]
    [InlineData("apikey", "baseurl")]
    [InlineData("APIKEY", "BASEURL")]
    [InlineData("ApiKey", "BaseURL")]
    public void Capitals_of_the_names_in_the_file_do_not_matter(string keyName, string baseName)
    {
        WriteFile($$"""{"{{keyName}}":"{{FileKey}}","{{baseName}}":"https://file.example"}""");

        Assert.Equal((FileKey, "file.example"), (Resolve().Key?.Cleaned.Value, Resolve().Base?.Host));
    }

    private ResolvedSettings Resolve(string? key = null, string? baseUri = null, bool allowUnencrypted = false) =>
        new SettingsResolver(name => _environment.GetValueOrDefault(name), FilePath).Resolve(
            new SettingsInput { ApiKeys = key is null ? null : [new ApiKey(key)], BaseUri = baseUri, AllowUnencryptedAuthentication = allowUnencrypted });

    private void SetEverything()
    {
        _environment["APERTIS_API_KEY"] = EnvironmentKey;
        _environment["APERTIS_BASE_URL"] = "https://environment.example";
        WriteFile($$"""{"apiKey":"{{FileKey}}","baseUrl":"https://file.example"}""");
    }

    private void WriteFile(string json) => File.WriteAllText(FilePath, json);
}
