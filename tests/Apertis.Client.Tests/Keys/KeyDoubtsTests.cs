using Apertis.Gateway;

namespace Apertis.Client.Tests.Keys;

/// <summary>What is unusual about a key, although only the server decides.</summary>
public sealed class KeyDoubtsTests
{
    private const string Body = "WK59PFkl0JfI2yyVlbPegBPrUhRZdsvDQuc8dWrd";

    [Theory]
    [InlineData(GatewayKeys.Good)]
    [InlineData(GatewayKeys.Subscription)]
    [InlineData("sk-sub_" + Body)]
    [InlineData("Bearer " + GatewayKeys.Good)]
    [InlineData("sk-" + Body + "-and_" + Body)]
    [InlineData("")]
    public void An_ordinary_key_raises_none(string raw)
    {
        Assert.Empty(CleanedKey.From(raw).Doubts);
    }

    [Theory]
    [InlineData("sk-xxx")]
    [InlineData("sk-XXXX")]
    [InlineData("sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    [InlineData("sk-sub-xxx")]
    [InlineData("xxx")]
    [InlineData("your-api-key")]
    [InlineData("YOUR_API_KEY")]
    [InlineData("your_api_key_here")]
    [InlineData("yourApiKey")]
    [InlineData("sk-your-key")]
    [InlineData("sk-your-api-key")]
    [InlineData("sk-sub-your-key")]
    [InlineData("<api-key>")]
    [InlineData("<your key here>")]
    [InlineData("[API_KEY]")]
    [InlineData("{{ secrets.APERTIS_API_KEY }}")]
    [InlineData("${APERTIS_API_KEY}")]
    [InlineData("$env:APERTIS_API_KEY")]
    [InlineData("%APERTIS_API_KEY%")]
    [InlineData("insert-your-key-here")]
    [InlineData("changeme")]
    [InlineData("sk-test")]
    [InlineData("null")]
    [InlineData("sk-...")]
    [InlineData("sk-…")]
    [InlineData("sk-WK…dWrd")]
    [InlineData("sk-WK59****dWrd")]
    [InlineData("sk-••••••••")]
    [InlineData("sk-1234567890")]
    [InlineData("sk-1234567890abcdefABCDEF1234567890")]
    [InlineData("sk-abcdefghijklmnopqrstuvwxyz012345")]
    [InlineData("sk-abc123")]
    [InlineData("sk-123")]
    [InlineData("sk-000000000000000000000000000000000000")]
    [InlineData("APERTIS_API_KEY=your-api-key")]
    public void A_placeholder_is_named_as_such_and_nothing_else_is_said_of_it(string raw)
    {
        var key = CleanedKey.From(raw);

        var doubt = Assert.Single(key.Doubts);
        Assert.Equal(("Placeholder", KeyFindingSeverity.Warning), (doubt.Kind, doubt.Severity));
        Assert.Contains("placeholder", doubt.Message, StringComparison.Ordinal);
        Assert.Equal(doubt.RecommendedAction, KeyFindings.Advice(key));
    }

    [Theory]
    [InlineData("sk-")]
    [InlineData("sk-WK59PFkl0J")]
    [InlineData("sk-WK59PFkl0JfI2yyVlbPegBPrUhRZdsv")]
    [InlineData("sk-sub-WK59PFkl0JfI2yyVlbPegBPrUhRZdsv")]
    public void A_key_with_fewer_than_32_characters_after_its_prefix_is_too_short(string raw)
    {
        var doubt = Assert.Single(CleanedKey.From(raw).Doubts);

        Assert.Equal(("TooShort", KeyFindingSeverity.Warning, (int?)null), (doubt.Kind, doubt.Severity, doubt.Position));
        Assert.Contains("32 or more", doubt.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Thirty_two_characters_after_the_prefix_are_enough()
    {
        Assert.Empty(CleanedKey.From("sk-WK59PFkl0JfI2yyVlbPegBPrUhRZdsvD").Doubts);
        Assert.Empty(CleanedKey.From("sk-sub-WK59PFkl0JfI2yyVlbPegBPrUhRZdsvD").Doubts);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("SK-" + Body)]
    [InlineData("sk_" + Body)]
    [InlineData("pk-" + Body)]
    public void A_key_that_begins_otherwise_has_an_unknown_prefix(string raw)
    {
        var doubt = Assert.Single(CleanedKey.From($" {raw}").Doubts);

        Assert.Equal(("UnknownPrefix", 2), (doubt.Kind, doubt.Position));
    }

    [Theory]
    [InlineData("sk-ant-api03-" + Body, "Anthropic")]
    [InlineData("sk-proj-" + Body, "OpenAI")]
    [InlineData("sk-svcacct-" + Body, "OpenAI")]
    [InlineData("sk-or-v1-" + Body, "OpenRouter")]
    [InlineData("AIza" + Body, "Google")]
    [InlineData("gsk_" + Body, "Groq")]
    [InlineData("xai-" + Body, "xAI")]
    [InlineData("hf_" + Body, "Hugging Face")]
    [InlineData("ghp_" + Body, "GitHub")]
    [InlineData("github_pat_" + Body, "GitHub")]
    public void A_key_of_another_service_is_told_by_its_prefix(string raw, string service)
    {
        var doubt = Assert.Single(CleanedKey.From(raw).Doubts);

        Assert.Equal(("OtherService", 1), (doubt.Kind, doubt.Position));
        Assert.Contains(service, doubt.Message, StringComparison.Ordinal);
        Assert.Contains("Apertis dashboard", doubt.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_unusual_character_is_named_with_its_place_in_the_key_as_it_was_given()
    {
        var doubts = CleanedKey.From($"Bearer sk-{Body.Insert(20, "/").Insert(10, "=")}").Doubts;

        Assert.All(doubts, doubt => Assert.Equal("UnusualCharacter", doubt.Kind));
        Assert.Equal([(21, "U+003D"), (32, "U+002F")], doubts.Select(doubt => (doubt.Position!.Value, doubt.CodePoint!)));
    }

    [Fact]
    public void A_character_that_can_not_be_sent_is_an_error_and_no_doubt_as_well()
    {
        var key = CleanedKey.From($"sk-{Body.Insert(10, "é")}");

        Assert.Empty(key.Doubts);
        Assert.Equal("InvalidCharacter", Assert.Single(key.Findings).Kind);
    }

    [Fact]
    public void Doubts_never_quote_the_key()
    {
        foreach (var raw in new[] { "sk-WK59PFkl0J", $"sk-ant-{Body}", Body, $"sk-{Body.Insert(10, "=")}" })
        {
            Assert.All(CleanedKey.From(raw).Doubts, doubt => Assert.DoesNotContain("WK59", doubt.Message + doubt.RecommendedAction, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Advice_on_a_text_pasted_by_mistake_is_no_longer_than_a_few_steps()
    {
        var text = string.Concat(Enumerable.Repeat("<p>Größe: 10 %</p>\n", 500));

        var advice = KeyFindings.Advice(CleanedKey.From(text))!;

        Assert.InRange(advice.Length, 1, 1500);
        Assert.StartsWith("Remove the", advice, StringComparison.Ordinal);
    }
}
