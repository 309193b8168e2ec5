using System.Globalization;
using System.Management.Automation;
using System.Text.Json;
using Apertis.Engine;
using Apertis.Gateway;
using Apertis.Tests.Setup;

namespace Apertis.Tests.Models;

public sealed class GetApertisModelTests(Bench bench) : IClassFixture<Bench>
{
    private static readonly string[] DetailProperties = ["Category", "ChargeType", "ContextLength", "InputPrice", "OutputPrice", "Features", "Tasks", "Description", "IsEnabled", "IsDeprecated"];

    [Fact]
    public void Catalogue_needs_no_key_and_sends_none()
    {
        using var session = new EngineSession();
        var uri = bench.Gateway.WithFault("none");
        session.SetVariable("uri", uri.ToString());

        var result = session.Run("Get-ApertisModel -BaseUri $uri");

        Assert.Empty(result.Errors);
        Assert.Equal(315, result.Output.Count);
        var request = Assert.Single(bench.Gateway.RequestsTo(uri));
        Assert.Equal(("GET", uri.AbsolutePath[..^"/v1".Length] + "/api/models"), (request.Method, request.Path));
        Assert.DoesNotContain("Authorization", request.Headers.Keys);
        Assert.DoesNotContain("x-api-key", request.Headers.Keys);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(5_000)]
    public async Task Catalogue_of_any_size_is_listed_whole(int count)
    {
        await using var gateway = await GatewayServer.StartAsync(new GatewayOptions { ModelCount = count });

        var result = bench.Run(gateway.BaseUri, "Get-ApertisModel");

        Assert.Empty(result.Errors);
        Assert.Equal(count, result.Output.Select(model => model.Text("Id")).Distinct().Count());
    }

    [Theory]
    [InlineData("-ApiKey $key")]
    [InlineData("-ApiKey ''")]
    [InlineData("-ApiKey \"sk-$([char]0xE9)\"")]
    public void Key_has_no_part_in_the_catalogue(string parameter)
    {
        var uri = bench.Gateway.WithFault("none");
        bench.Session.SetVariable("key", GatewayKeys.Good);

        Assert.Equal("gpt-4o", bench.Run(uri, $"Get-ApertisModel gpt-4o {parameter}").OnlyOutput().ToString());

        Assert.DoesNotContain("Authorization", Assert.Single(bench.Gateway.RequestsTo(uri)).Headers.Keys);
    }

    [Fact]
    public void Catalogue_over_plain_http_is_no_risk_to_a_key()
    {
        Assert.Equal("NameResolutionFailed", bench.Run(new Uri("http://gateway.invalid"), "Get-ApertisModel -MaximumRetryCount 0").OnlyError().Id());
    }

    [Fact]
    public void Properties_of_a_model()
    {
        var model = bench.Run("Get-ApertisModel gpt-4.1").OnlyOutput();

        Assert.Equal("Apertis.Model", model.BaseObject.GetType().FullName);
        Assert.Equal(("gpt-4.1", "openai", "GPT-4.1"), (model.Text("Id"), model.Text("Owner"), model.Text("DisplayName")));
        Assert.Equal("gpt-4.1", model.Get("Model"));
        Assert.Equal("gpt-4.1", model.ToString());
        Assert.InRange((DateTimeOffset)model.Get("Created")!, new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2025, 12, 31, 0, 0, 0, TimeSpan.Zero));
        Assert.All(DetailProperties, name => Assert.Null(model.Get(name)));
    }

    [Theory]
    [InlineData("gpt-4o*", 9)]
    [InlineData("GPT-4O*", 9)]
    [InlineData("gpt-4.?", 1)]
    [InlineData("o[13]", 2)]
    [InlineData("*:free, gpt-4o", 45)]
    [InlineData("nothing*", 0)]
    public void Wildcards_do_not_mind_case(string pattern, int count)
    {
        var quoted = string.Join(", ", pattern.Split(", ").Select(part => $"'{part}'"));

        var result = bench.Run($"Get-ApertisModel {quoted}");

        Assert.Empty(result.Errors);
        if (pattern.Contains(":free", StringComparison.Ordinal))
        {
            Assert.All(result.Output, model => Assert.Matches("(:free|^gpt-4o)$", model.ToString()));
            Assert.InRange(result.Output.Count, 20, 100);
        }
        else
        {
            Assert.Equal(count, result.Output.Count);
        }
    }

    [Fact]
    public void Several_ids_are_answered_in_the_order_asked_and_each_model_once()
    {
        Assert.Equal(["o3", "gpt-4o"], bench.Run("Get-ApertisModel o3, gpt-4o").Output.Select(model => model.ToString()));
        Assert.Equal(["o3", "gpt-4o"], bench.Run("'o3', 'gpt-4o', 'o3', 'gpt-4?' | Get-ApertisModel").Output.Select(model => model.ToString()));
        Assert.Equal("gpt-4o", bench.Run("[pscustomobject]@{ Id = 'gpt-4o' } | Get-ApertisModel").OnlyOutput().ToString());
        Assert.Equal(9, bench.Run("Get-ApertisModel gpt-4o* | Get-ApertisModel").Output.Count);
    }

    [Fact]
    public void One_request_serves_everything_that_is_piped_in()
    {
        var uri = bench.Gateway.WithFault("none");

        Assert.Equal(3, bench.Run(uri, "'o3', 'gpt-4o', 'o1' | Get-ApertisModel").Output.Count);

        Assert.Single(bench.Gateway.RequestsTo(uri));
    }

    [Theory]
    [InlineData("gpt4o")]
    [InlineData("GPT-4o")]
    [InlineData("gpt-4O")]
    [InlineData("gpt_4o")]
    public void Missing_id_is_one_ModelNotFound_with_the_nearest_id(string id)
    {
        var result = bench.Run($"Get-ApertisModel o3, {id}, o1");

        Assert.Equal(["o3", "o1"], result.Output.Select(model => model.ToString()));
        var error = Assert.Single(result.Errors);
        Assert.Equal("ModelNotFound", error.Id());
        error.AssertWellFormed();
        Assert.Equal(ErrorCategory.ObjectNotFound, error.CategoryInfo.Category);
        Assert.Equal("Model", error.Exception.Text("Category"));
        Assert.Equal(id, error.TargetObject);
        Assert.Contains($"'{id}'", error.ErrorDetails.Message, StringComparison.Ordinal);
        Assert.StartsWith("Did you mean gpt-4o?", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains("https://status.stima.tech", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void Id_like_no_other_gets_no_suggestion()
    {
        var error = bench.Run("Get-ApertisModel zzzzzzzzzzzzzzzz").OnlyError();

        Assert.DoesNotContain("Did you mean", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        error.AssertWellFormed();
    }

    [Theory]
    [InlineData("gpt-4`*", "gpt-4*")]
    [InlineData("gpt-4`[o`]", "gpt-4[o]")]
    [InlineData("`?", "?")]
    public void Escaped_wildcard_characters_are_literal(string written, string id)
    {
        var error = bench.Run($"Get-ApertisModel '{written}'").OnlyError();

        Assert.Equal("ModelNotFound", error.Id());
        Assert.Equal(id, error.TargetObject);
        error.AssertWellFormed();
    }

    [Theory]
    [InlineData("openai", "openai")]
    [InlineData("OpenAI", "openai")]
    [InlineData("open*, anthropic", "openai|anthropic")]
    public void Owner_narrows_the_list(string owner, string expected)
    {
        var result = bench.Run($"Get-ApertisModel -Owner {owner}");

        Assert.NotEmpty(result.Output);
        Assert.Equal(expected.Split('|').Order(), result.Output.Select(model => model.Text("Owner")!).Distinct().Order());
    }

    [Fact]
    public void Owner_and_id_both_count()
    {
        Assert.Empty(bench.Run("Get-ApertisModel gpt-4o* -Owner anthropic").Output);
        Assert.Equal(
            bench.Run("Get-ApertisModel | Where-Object { $_.Owner -eq 'openai' -and $_.Id -like '*4o*' }").Output.Select(model => model.ToString()),
            bench.Run("Get-ApertisModel *4o* -Owner openai").Output.Select(model => model.ToString()));
        Assert.Empty(bench.Run("Get-ApertisModel -Owner nobody").Errors);
    }

    [Fact]
    public void Accessible_lists_what_the_key_may_use()
    {
        var uri = bench.Gateway.WithFault("none");
        bench.Session.SetVariable("limited", GatewayKeys.ModelLimited);

        var result = bench.Run(uri, "Get-ApertisModel -Accessible -ApiKey $limited");

        Assert.Equal(["gpt-4.1", "gpt-4o-mini"], result.Output.Select(model => model.ToString()).Order());
        var request = Assert.Single(bench.Gateway.RequestsTo(uri));
        Assert.EndsWith("/v1/models", request.Path, StringComparison.Ordinal);
        Assert.Equal($"Bearer {GatewayKeys.ModelLimited}", request.Headers["Authorization"]);
    }

    [Fact]
    public void Accessible_with_a_bad_key_is_one_error()
    {
        bench.Session.SetVariable("expired", GatewayKeys.Expired);

        var error = bench.Run("'o1', 'o3' | Get-ApertisModel -Accessible -ApiKey $expired").OnlyError();

        Assert.Equal("ExpiredApiKey", error.Id());
        error.AssertWellFormed();
    }

    [Fact]
    public async Task Detailed_adds_what_the_catalogue_with_prices_tells()
    {
        using var client = new HttpClient();
        client.DefaultRequestHeaders.UserAgent.ParseAdd("Mozilla/5.0");
        client.DefaultRequestHeaders.Authorization = new("Bearer", GatewayKeys.Good);
        using var expected = JsonDocument.Parse(await client.GetStringAsync(new Uri(bench.Gateway.Root, "api/v2/models?page=1&page_size=500")));
        var byId = expected.RootElement.GetProperty("data").GetProperty("models").EnumerateArray().ToDictionary(model => model.GetProperty("model_id").GetString()!);

        var result = bench.Run("Get-ApertisModel -Detailed");

        Assert.Empty(result.Warnings);
        Assert.Equal(315, result.Output.Count);
        Assert.All(result.Output, model =>
        {
            var told = byId[model.Text("Id")!];
            Assert.Equal(Text(told, "category"), model.Text("Category"));
            Assert.Equal(Text(told, "charge_type"), model.Text("ChargeType"));
            Assert.Equal(Text(told, "context_length"), Invariant(model.Get("ContextLength")));
            Assert.Equal(Text(told, "input_price"), Invariant(model.Get("InputPrice")));
            Assert.Equal(Text(told, "output_price"), Invariant(model.Get("OutputPrice")));
            Assert.Equal(Text(told, "description"), model.Text("Description"));
            Assert.Equal(Text(told, "provider"), model.Text("Owner"));
            Assert.Equal(told.GetProperty("is_deprecated").GetBoolean(), model.Get("IsDeprecated"));
            Assert.Equal(true, model.Get("IsEnabled"));
            Assert.Equal(Items(told, "features"), model.Get("Features"));
            Assert.Equal(Items(told, "tasks"), model.Get("Tasks"));
        });
        foreach (var property in new[] { "ContextLength", "InputPrice", "Features", "Tasks", "Description" })
        {
            Assert.Contains(result.Output, model => model.Get(property) is null);
            Assert.Contains(result.Output, model => model.Get(property) is not null);
        }
    }

    [Theory]
    [InlineData("v2-flat", true)]
    [InlineData("odd-types", false)]
    public void Detailed_takes_other_shapes_of_the_answer(string fault, bool isPriced)
    {
        var result = bench.Run(bench.Gateway.WithFault(fault, ("on", "v2")), "Get-ApertisModel gpt-4.1 -Detailed").OnlyOutput();

        Assert.Equal(isPriced, result.Get("ContextLength") is not null);
    }

    [Theory]
    [InlineData("Get-ApertisModel gpt-4.1 -Detailed -ApiKey $withoutUsage", "404")]
    [InlineData("Get-ApertisModel gpt-4.1 -Detailed -ApiKey $expired", "401")]
    [InlineData("Get-ApertisModel gpt-4.1 -Detailed -ApiKey ''", "can't be sent")]
    public void Detailed_without_details_gives_nulls_and_one_warning(string command, string says)
    {
        bench.Session.SetVariable("withoutUsage", GatewayKeys.WithoutUsage);
        bench.Session.SetVariable("expired", GatewayKeys.Expired);

        var result = bench.Run($"& {{ 'gpt-4o'; 'o3' }} | {command.Replace("gpt-4.1", string.Empty, StringComparison.Ordinal)}");

        Assert.Empty(result.Errors);
        Assert.Equal(["gpt-4o", "o3"], result.Output.Select(model => model.ToString()));
        Assert.All(result.Output, model => Assert.Null(model.Get("ContextLength")));
        Assert.Contains(says, Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Details_that_fail_are_asked_for_once_and_the_models_come_without()
    {
        var uri = bench.Gateway.WithFault("internal_error", ("on", "v2"));

        var result = bench.Run(uri, "Get-ApertisModel gpt-4o -Detailed");

        Assert.Empty(result.Errors);
        Assert.Equal("gpt-4o", Assert.Single(result.Output).Text("Id"));
        Assert.All(DetailProperties, name => Assert.Null(result.Output[0].Get(name)));
        Assert.Contains("500", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Single(bench.Gateway.RequestsTo(uri), request => request.Path.Contains("/api/v2/", StringComparison.Ordinal));
    }

    [Fact]
    public void Name_and_password_in_the_base_leave_ids_as_they_are()
    {
        var uri = new UriBuilder(bench.Gateway.BaseUri) { UserName = "deepseek-user", Password = "gpt" }.Uri;

        Assert.Equal("gpt-4o", bench.Run(uri, "Get-ApertisModel gpt-4o").OnlyOutput().Text("Id"));
        Assert.Equal(bench.Run("(Get-ApertisModel deepseek*).Id").Output.Select(id => id.ToString()), bench.Run(uri, "(Get-ApertisModel deepseek*).Id").Output.Select(id => id.ToString()));
        Assert.NotEmpty(bench.Run(uri, "Get-ApertisModel deepseek*").Output);
    }

    [Fact]
    public async Task Advice_for_a_listing_that_takes_too_long_is_not_about_answers()
    {
        await using var silent = new SilentServer();

        var error = bench.Run(silent.Uri, "Get-ApertisModel -TimeoutSec 0.3").OnlyError();

        Assert.Equal("RequestTimedOut", error.Id());
        error.AssertWellFormed();
        Assert.DoesNotContain("-MaxTokens", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.DoesNotContain("-Stream", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.DoesNotContain("shorter answer", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void Models_of_odd_types_are_read_as_far_as_they_go()
    {
        var result = bench.Run(bench.Gateway.WithFault("odd-types"), "Get-ApertisModel");

        Assert.Empty(result.Errors);
        Assert.Equal(["gpt-4.1", "gpt-4o", "gpt-4o-mini"], result.Output.Select(model => model.ToString()));
        Assert.All(result.Output, model => Assert.Null(model.Get("DisplayName")));
    }

    [Theory]
    [InlineData("internal_error", "InternalError")]
    [InlineData("login-page", "ResponseMalformed")]
    [InlineData("empty", "ResponseMalformed")]
    [InlineData("edge-block", "EdgeBlocked")]
    [InlineData("endpoint_not_found", "EndpointNotFound")]
    [InlineData("truncated", "ResponseMalformed")]
    public void Unavailable_catalogue_is_one_error_however_many_ids_are_piped(string fault, string id)
    {
        var uri = bench.Gateway.WithFault(fault);

        var error = bench.Run(uri, Reading.Catching("'o1', 'o3', 'nope', 'gpt-4*' | Get-ApertisModel -MaximumRetryCount 0")).OnlyError();

        Assert.Equal(id, error.Id());
        error.AssertWellFormed();
        Assert.Single(bench.Gateway.RequestsTo(uri));
    }

    [Fact]
    public void Catalogue_is_asked_again_when_its_failure_passes()
    {
        var uri = bench.Gateway.WithFault("service_unavailable", ("times", "2"), ("retry-after-ms", "1"));

        Assert.Equal("o3", bench.Run(uri, "Get-ApertisModel o3 -MaximumRetryCount 2").OnlyOutput().ToString());

        Assert.Equal(3, bench.Gateway.RequestsTo(uri).Count);
    }

    [Fact]
    public void Empty_id_is_refused()
    {
        Assert.True(bench.Run(Reading.Catching("Get-ApertisModel ''")).IsTerminated);
        Assert.True(bench.Run(Reading.Catching("Get-ApertisModel $null")).IsTerminated);
    }

    [Fact]
    public void Models_read_as_a_table()
    {
        var lines = bench.Show(bench.Gateway.BaseUri, "Get-ApertisModel gpt-4.1, gpt-4o -Detailed").ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Matches(@"^Id +Context +In \$/M +Out \$/M +Owner +Created\s*$", lines[0]);
        Assert.Matches(@"^gpt-4\.1 +\d+ +[\d.]+ +[\d.]+ +openai +20\d\d-\d\d-\d\d\s*$", lines[2]);
        Assert.Equal(4, lines.Length);
    }

    private static string? Text(JsonElement model, string name) => model.GetProperty(name) is { ValueKind: not JsonValueKind.Null } value ? value.ToString() : null;

    private static List<string>? Items(JsonElement model, string name) =>
        model.GetProperty(name) is { ValueKind: JsonValueKind.Array } value ? [.. value.EnumerateArray().Select(item => item.GetString()!)] : null;

    private static string? Invariant(object? number) => Convert.ToString(number, CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : null;
}
