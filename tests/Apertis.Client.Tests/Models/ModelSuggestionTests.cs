using Apertis.Client.Models;

namespace Apertis.Client.Tests.Models;

/// <summary>"Did you mean".</summary>
public sealed class ModelSuggestionTests
{
    private static readonly string[] Ids =
    [
        "gpt-4.1", "gpt-4.1-mini", "gpt-4.1-nano", "gpt-4o", "gpt-4o-mini", "gpt-4o-audio-preview", "gpt-4", "gpt-5", "o1", "o3", "claude-sonnet-4-5", "claude-opus-4-1",
        "claude-haiku-4-5", "gemini-2.5-pro", "gemini-2.5-flash", "openai/gpt-oss-20b", "openai/gpt-oss-20b:free", "deepseek-chat", "text-embedding-3-small",
    ];

    [Theory]
    [InlineData("gpt4o", "gpt-4o")]
    [InlineData("GPT-4o", "gpt-4o")]
    [InlineData("GPT4O", "gpt-4o")]
    [InlineData("gpt-41", "gpt-4.1")]
    [InlineData("gpt_4.1", "gpt-4.1")]
    [InlineData("gpt-4.1 ", "gpt-4.1")]
    [InlineData("Claude Sonnet 4.5", "claude-sonnet-4-5")]
    public void A_slip_of_case_or_punctuation_gives_just_the_id_that_was_meant(string id, string meant)
    {
        Assert.Equal([meant], ModelSuggestion.Nearest(id, Ids));
    }

    [Theory]
    [InlineData("gtp-4o", "gpt-4o")]
    [InlineData("gpt-4o-mni", "gpt-4o-mini")]
    [InlineData("claude-sonet-4-5", "claude-sonnet-4-5")]
    [InlineData("gemni-2.5-pro", "gemini-2.5-pro")]
    [InlineData("deepseek-chatt", "deepseek-chat")]
    public void A_typo_gives_the_id_that_was_meant_first(string id, string meant)
    {
        Assert.Equal(meant, ModelSuggestion.Nearest(id, Ids)[0]);
    }

    [Fact]
    public void The_beginning_of_an_id_gives_those_that_begin_so()
    {
        Assert.Contains("claude-sonnet-4-5", ModelSuggestion.Nearest("claude-sonnet", Ids));
    }

    [Fact]
    public void There_are_never_more_than_three()
    {
        Assert.InRange(ModelSuggestion.Nearest("gpt-4x", Ids).Count, 1, 3);
    }

    [Theory]
    [InlineData("xyzzy-frobnicator-9000")]
    [InlineData("qqqq")]
    [InlineData("")]
    [InlineData("---")]
    [InlineData("😀")]
    public void Nonsense_gives_none(string id)
    {
        Assert.Empty(ModelSuggestion.Nearest(id, Ids));
    }
}
