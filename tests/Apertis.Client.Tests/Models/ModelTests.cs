using Apertis.Client.Tests.Support;
using Apertis.Gateway;

namespace Apertis.Client.Tests.Models;

/// <summary>The catalogues.</summary>
public sealed class ModelTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private readonly GatewayServer _gateway = fixture.Gateway;

    [Fact]
    public async Task The_public_catalogue_gives_every_model()
    {
        var models = await new Lab(_gateway.BaseUri, key: null).Client.Models().GetCatalogueAsync(default);

        Assert.True(models.Count > 250, $"{models.Count}");
        Assert.Equal(models.Count, models.Select(model => model.Id).Distinct().Count());
        var first = models[0];
        Assert.Equal(("gpt-4.1", "openai"), (first.Id, first.Owner));
        Assert.NotNull(first.Created);
        Assert.NotNull(first.DisplayName);
        Assert.Null(first.ContextLength);
        Assert.Null(first.InputPrice);
        Assert.Contains(models, model => model.Owner is null);
        Assert.Contains(models, model => model.Created is null);
        Assert.Contains(models, model => model.DisplayName is null);
    }

    [Fact]
    public async Task The_models_of_a_key_are_those_it_may_use()
    {
        var lab = new Lab(_gateway.BaseUri, GatewayKeys.ModelLimited);

        var models = await lab.Client.Models().GetAccessibleAsync(lab.Settings.Key!, default);

        Assert.Equal(["gpt-4.1", "gpt-4o-mini"], models.Select(model => model.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Details_are_added_where_they_are_known_and_null_where_they_are_not()
    {
        var lab = new Lab(_gateway.BaseUri);
        var models = await lab.Client.Models().GetCatalogueAsync(default);

        var detailed = await lab.Client.Models().AddDetailsAsync([.. models, new Model { Id = "unknown-to-v2", DisplayName = "Mine" }], lab.Settings.Key!, default);

        var first = detailed[0];
        Assert.Equal(("gpt-4.1", "chat", "token", true, false), (first.Id, first.Category, first.ChargeType, first.IsEnabled, first.IsDeprecated));
        Assert.True(first.ContextLength > 0);
        Assert.True(first.InputPrice > 0);
        Assert.Equal(first.InputPrice * 4, first.OutputPrice);
        Assert.Contains("vision", first.Features!);
        Assert.Equal(["text-generation"], first.Tasks);
        Assert.NotNull(first.Description);
        Assert.Contains(detailed, model => model.ContextLength is null && model.Category is not null);
        Assert.Contains(detailed, model => model.InputPrice is null && model.Category is not null);
        Assert.Contains(detailed, model => model.Features is null && model.Category is not null);
        Assert.Contains(detailed, model => model.IsDeprecated == true);
        Assert.Equal(new Model { Id = "unknown-to-v2", DisplayName = "Mine" }, detailed[^1]);
        Assert.Equal(models.Select(model => model.Id), detailed.SkipLast(1).Select(model => model.Id));
    }

    [Fact]
    public async Task Details_are_read_page_by_page_until_all_are_there()
    {
        await using var server = ScriptedServer.Sending(number => Page($$$"""{"data":{"models":[{"model_id":"m{{{number}}}","context_length":{{{number}}} }]},"pagination":{"total":1100}}"""));
        var lab = new Lab(server.BaseUri);

        var models = await lab.Client.Models().AddDetailsAsync([new Model { Id = "m1" }, new Model { Id = "m3" }], lab.Settings.Key!, default);

        Assert.Equal([1L, 3L], models.Select(model => model.ContextLength));
        Assert.Equal(["page=1&", "page=2&", "page=3&"], server.Requests.Select(request => request[request.IndexOf("page=", StringComparison.Ordinal)..][..7]));
        Assert.All(server.Requests, request => Assert.Contains("page_size=500 ", request, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"data":{"models":[]},"pagination":{"total":1100000}}""", 1)]
    [InlineData("""{"data":{"models":[{"model_id":"a"}]}}""", 1)]
    [InlineData("""{"data":{"models":[{"model_id":"a"}]},"pagination":{"total":"many"}}""", 1)]
    [InlineData("""{"data":{"models":[{"model_id":"a"}],"pagination":{"total":1000}}}""", 2)]
    [InlineData("""{"models":[{"model_id":"a"}],"pagination":{"total":500}}""", 1)]
    [InlineData("""{"models":[{"model_id":"a"}],"pagination":{"total":9223372036854775807}}""", 40)]
    public async Task Paging_comes_to_an_end_whatever_the_pages_say(string page, int requests)
    {
        await using var server = ScriptedServer.Sending(Page(page));
        var lab = new Lab(server.BaseUri);

        await lab.Client.Models().AddDetailsAsync([], lab.Settings.Key!, default);

        Assert.Equal(requests, server.Requests.Count);
    }

    [Fact]
    public async Task Details_at_the_top_of_the_answer_are_read_as_well()
    {
        var lab = new Lab(_gateway.WithFault("v2-flat"));

        var models = await lab.Client.Models().AddDetailsAsync([new Model { Id = "gpt-4.1" }], lab.Settings.Key!, default);

        Assert.Equal("chat", models[0].Category);
    }

    [Fact]
    public async Task Models_of_odd_types_keep_what_can_be_read()
    {
        var lab = new Lab(_gateway.WithFault("odd-types"));
        var models = await lab.Client.Models().GetCatalogueAsync(default);
        var detailed = await lab.Client.Models().AddDetailsAsync(models, lab.Settings.Key!, default);

        Assert.Equal(["gpt-4.1", "gpt-4o", "gpt-4o-mini"], models.Select(model => model.Id));
        Assert.All(models, model => Assert.Null(model.Owner));
        Assert.Equal((2.00m, (decimal?)null, (long?)null, (bool?)null), (detailed[0].InputPrice, detailed[0].OutputPrice, detailed[0].ContextLength, detailed[0].IsEnabled));
        Assert.Null(detailed[0].Features);
    }

    [Theory]
    [InlineData("login-page")]
    [InlineData("empty")]
    [InlineData("not-json")]
    [InlineData("truncated")]
    public async Task A_catalogue_that_is_no_list_is_malformed(string fault)
    {
        var lab = new Lab(_gateway.WithFault(fault));

        Assert.Equal("ResponseMalformed", (await Assert.ThrowsAsync<ApertisException>(() => lab.Client.Models().GetCatalogueAsync(default))).Problem);
        Assert.Equal("ResponseMalformed", (await Assert.ThrowsAsync<ApertisException>(() => lab.Client.Models().AddDetailsAsync([], lab.Settings.Key!, default))).Problem);
    }

    [Fact]
    public async Task A_catalogue_that_fails_for_a_moment_is_asked_again()
    {
        var baseUri = _gateway.WithFault("service_unavailable", ("times", "1"));
        var lab = new Lab(baseUri);

        Assert.NotEmpty(await lab.DriveAsync(lab.Client.Models().GetCatalogueAsync(default)));
        Assert.Equal(2, _gateway.RequestsTo(baseUri).Count);
    }

    [Fact]
    public async Task Details_that_the_gateway_does_not_offer_are_an_error_that_says_so()
    {
        var lab = new Lab(_gateway.BaseUri, GatewayKeys.WithoutUsage);

        var exception = await Assert.ThrowsAsync<ApertisException>(() => lab.Client.Models().AddDetailsAsync([], lab.Settings.Key!, default));

        Assert.Equal("EndpointNotFound", exception.Problem);
    }

    [Fact]
    public async Task An_id_that_no_model_has_is_answered_with_near_ids()
    {
        var client = new Lab(_gateway.BaseUri).Client.Models();

        var exception = client.NotFound("gpt4o", await client.GetCatalogueAsync(default), isAccessibleOnly: false);

        Assert.Equal(("ModelNotFound", "gpt-4o"), (exception.Problem, exception.Evidence["NearestModels"]));
    }

    [Fact]
    public async Task No_text_of_a_catalogue_holds_the_key_or_control_characters()
    {
        const string Key = GatewayKeys.Good;
        await using var server = ScriptedServer.Sending(number => Page(number == 1
            ? $$"""{"data":[{"id":"m","name":"n\u001b{{Key}}","owned_by":"o{{Key}}"}]}"""
            : $$"""{"models":[{"model_id":"m","display_name":"{{Key}}","category":"c{{Key}}","charge_type":"{{Key}}","features":["f\u001b{{Key}}"],"tasks":["t{{Key}}"],"description":"d\n{{Key}}"}]}"""));
        var lab = new Lab(server.BaseUri);
        var basic = await lab.Client.Models().GetCatalogueAsync(default);
        var model = (await lab.Client.Models().AddDetailsAsync(basic, lab.Settings.Key!, default))[0];

        var text = string.Join('|', basic[0].DisplayName, basic[0].Owner, model.DisplayName, model.Category, model.ChargeType, model.Description, string.Join('|', model.Features!), string.Join('|', model.Tasks!));
        Assert.DoesNotContain(Key[..8], text, StringComparison.Ordinal);
        Assert.DoesNotContain(text, char.IsControl);
    }

    [Theory]
    [InlineData("deepseek-user:gpt")]
    [InlineData("deepseek-r1:deepseek-r1")]
    [InlineData("gateway-user:deep")]
    public async Task A_name_and_password_in_the_base_leave_ids_as_they_are(string userInfo)
    {
        await using var server = ScriptedServer.Sending(number => Page(number % 2 == 1
            ? """{"data":[{"id":"deepseek-r1"},{"id":"gpt-4o"}]}"""
            : """{"models":[{"model_id":"deepseek-r1","context_length":1},{"model_id":"gpt-4o","context_length":2}]}"""));
        var lab = new Lab(new UriBuilder(server.BaseUri) { UserName = userInfo.Split(':')[0], Password = userInfo.Split(':')[1] }.Uri);

        var models = await lab.Client.Models().GetCatalogueAsync(default);
        var detailed = await lab.Client.Models().AddDetailsAsync(models, lab.Settings.Key!, default);

        Assert.Equal(["deepseek-r1", "gpt-4o"], models.Select(model => model.Id));
        Assert.Equal([1L, 2L], detailed.Select(model => model.ContextLength));
    }

    [Fact]
    public async Task An_id_that_holds_a_key_does_not_show_it()
    {
        await using var server = ScriptedServer.Sending(Page($$"""{"data":[{"id":"ft:{{GatewayKeys.Good}}:1"}]}"""));

        var model = Assert.Single(await new Lab(server.BaseUri).Client.Models().GetCatalogueAsync(default));

        Assert.DoesNotContain(GatewayKeys.Good[8..16], model.Id, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Details_that_fail_are_asked_for_once()
    {
        var baseUri = _gateway.WithFault("status", ("on", "v2"));
        var lab = new Lab(baseUri);

        var exception = await Assert.ThrowsAsync<ApertisException>(() => lab.Client.Models().AddDetailsAsync([], lab.Settings.Key!, default).Soon("the details"));

        Assert.Equal(500, exception.StatusCode);
        Assert.Single(_gateway.RequestsTo(baseUri));
    }

    [Fact]
    public void Without_a_usable_base_there_are_no_models()
    {
        var client = new ApertisClient(Lab.SettingsFor("nonsense", GatewayKeys.Good), Lab.DefaultOptions(), new RecordingObserver());

        Assert.Equal("InvalidBaseUri", Assert.Throws<ApertisException>(client.Models).Problem);
    }

    private static byte[] Page(string body) => ScriptedServer.Http(200, System.Text.Encoding.UTF8.GetBytes(body));
}
