using Apertis.Client.Settings;

namespace Apertis.Client.Tests.Settings;

/// <summary>What would be sent where, for every form of the base URI. Nothing is sent.</summary>
public sealed class ApiBaseTests
{
    [Theory]
    [InlineData("https://api.apertis.ai")]
    [InlineData("https://api.apertis.ai/")]
    [InlineData("https://api.apertis.ai/v1")]
    [InlineData("https://api.apertis.ai/v1/")]
    [InlineData("https://api.apertis.ai/v1/chat/completions")]
    [InlineData("https://api.apertis.ai/v1/chat/completions/")]
    [InlineData("https://api.apertis.ai/V1/Chat/Completions")]
    [InlineData("https://api.apertis.ai:443/v1")]
    [InlineData("HTTPS://API.APERTIS.AI/v1")]
    [InlineData("  https://api.apertis.ai/v1  ")]
    [InlineData("\"https://api.apertis.ai/v1\"")]
    [InlineData("https://api.apertis.ai//")]
    public void The_documented_forms_all_lead_to_the_same_addresses(string text)
    {
        var apiBase = ApiBase.TryParse(text)!;

        Assert.Equal("https://api.apertis.ai/v1", apiBase.Uri.AbsoluteUri);
        Assert.Equal("https://api.apertis.ai/v1/chat/completions", apiBase.Chat.AbsoluteUri);
        Assert.Equal("https://api.apertis.ai/v1/models", apiBase.Models.AbsoluteUri);
        Assert.Equal("https://api.apertis.ai/api/models", apiBase.Catalogue.AbsoluteUri);
        Assert.Equal("https://api.apertis.ai/api/v2/models?page=2&page_size=500", apiBase.DetailedCatalogue(2, 500).AbsoluteUri);
        Assert.Equal("https://api.apertis.ai/v1/token/usage", apiBase.Usage.AbsoluteUri);
        Assert.Equal("https://api.apertis.ai/v1/token/info", apiBase.KeyInfo.AbsoluteUri);
        Assert.Equal(("api.apertis.ai", true, false), (apiBase.Host, apiBase.IsHttps, apiBase.IsLoopback));
        Assert.Empty(apiBase.Findings);
    }

    [Fact]
    public void Without_any_setting_the_vendors_address_would_be_called()
    {
        Assert.Equal("https://api.apertis.ai/v1/chat/completions", ApiBase.TryParse(ApiBase.Default)!.Chat.AbsoluteUri);
    }

    [Theory]
    [InlineData("https://gw.example/llm/v1")]
    [InlineData("https://gw.example/llm")]
    [InlineData("https://gw.example/llm/")]
    [InlineData("https://gw.example/llm/v1/chat/completions")]
    public void A_prefix_is_kept(string text)
    {
        var apiBase = ApiBase.TryParse(text)!;

        Assert.Equal("https://gw.example/llm/v1/chat/completions", apiBase.Chat.AbsoluteUri);
        Assert.Equal("https://gw.example/llm/api/models", apiBase.Catalogue.AbsoluteUri);
    }

    [Theory]
    [InlineData("https://gw.example/v1/v1")]
    [InlineData("https://gw.example/v1/v1/v1/")]
    [InlineData("https://gw.example/v1/v1/chat/completions")]
    public void A_doubled_version_is_mended_and_mentioned(string text)
    {
        var apiBase = ApiBase.TryParse(text)!;

        Assert.Equal("https://gw.example/v1/chat/completions", apiBase.Chat.AbsoluteUri);
        Assert.Contains("more than once", Assert.Single(apiBase.Findings), StringComparison.Ordinal);
    }

    [Fact]
    public void User_information_is_dropped_and_mentioned()
    {
        var apiBase = ApiBase.TryParse("https://kim:hunter2@gw.example/v1")!;

        Assert.Equal("https://gw.example/v1/chat/completions", apiBase.Chat.AbsoluteUri);
        Assert.Equal("kim:hunter2", apiBase.UserInfo);
        Assert.DoesNotContain("hunter2", Assert.Single(apiBase.Findings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://gw.example/v1?key=secret")]
    [InlineData("https://gw.example/v1#secret")]
    [InlineData("https://gw.example/v1/?a=b#secret")]
    public void A_query_or_fragment_is_dropped_and_mentioned(string text)
    {
        var apiBase = ApiBase.TryParse(text)!;

        Assert.Equal("https://gw.example/v1/models", apiBase.Models.AbsoluteUri);
        Assert.DoesNotContain("secret", Assert.Single(apiBase.Findings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://[::1]:8080/v1", "http://[::1]:8080/v1/models", "::1", true)]
    [InlineData("https://[2001:db8::7]", "https://[2001:db8::7]/v1/models", "2001:db8::7", false)]
    [InlineData("http://127.0.0.1:5000", "http://127.0.0.1:5000/v1/models", "127.0.0.1", true)]
    [InlineData("http://localhost:5000", "http://localhost:5000/v1/models", "localhost", true)]
    [InlineData("http://10.0.0.5:5000", "http://10.0.0.5:5000/v1/models", "10.0.0.5", false)]
    [InlineData("http://localhost.example", "http://localhost.example/v1/models", "localhost.example", false)]
    [InlineData("https://bücher.example/v1", "https://bücher.example/v1/models", "xn--bcher-kva.example", false)]
    public void Addresses_ports_and_names_of_every_kind_are_understood(string text, string models, string host, bool isLoopback)
    {
        var apiBase = ApiBase.TryParse(text)!;

        Assert.Equal(models, apiBase.Models.AbsoluteUri);
        Assert.Equal((host, isLoopback), (apiBase.Host, apiBase.IsLoopback));
    }

    [Theory]
    [InlineData("api.apertis.ai")]
    [InlineData("api.apertis.ai/v1")]
    [InlineData("/v1")]
    [InlineData("ftp://api.apertis.ai")]
    [InlineData("file:///etc/passwd")]
    [InlineData("mailto:hi@apertis.ai")]
    [InlineData("https://")]
    [InlineData("https:///v1")]
    [InlineData("https://host:99999")]
    [InlineData("not a uri")]
    [InlineData("localhost:8080")]
    public void What_is_no_absolute_web_address_is_refused(string text)
    {
        Assert.Null(ApiBase.TryParse(text));
    }

    [Theory]
    [InlineData("gpt-4.1", "/v1/models/gpt-4.1")]
    [InlineData("openai/gpt-oss-20b:free", "/v1/models/openai/gpt-oss-20b%3Afree")]
    [InlineData("a b?c#d", "/v1/models/a%20b%3Fc%23d")]
    public void A_models_id_can_not_change_the_address_around_it(string id, string path)
    {
        Assert.Equal(path, ApiBase.TryParse(ApiBase.Default)!.Model(id).PathAndQuery);
    }

    [Theory]
    [InlineData("../token/info")]
    [InlineData("a/../../token/info")]
    [InlineData(".")]
    public void A_models_id_can_not_lead_out_of_the_models(string id)
    {
        Assert.StartsWith("/v1/models/", ApiBase.TryParse(ApiBase.Default)!.Model(id).AbsolutePath, StringComparison.Ordinal);
    }
}
