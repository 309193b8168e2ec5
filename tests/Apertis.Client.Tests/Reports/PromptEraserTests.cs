using System.Net;
using System.Text.Json;
using Apertis.Diagnostics.Reports;

namespace Apertis.Client.Tests.Reports;

/// <summary>What a server quotes of a conversation stays out of a report.</summary>
public sealed class PromptEraserTests
{
    private const string Long = "The secret of \"Maison Dupré\" is\ntwo spoons of <honey> & a pinch of salt.";

    private static readonly PromptEraser Eraser = new([Long, "hello", "no"]);

    [Fact]
    public void A_long_text_goes_in_whatever_form()
    {
        foreach (var form in (string[])[Long, Long.ToUpperInvariant(), Long.Replace("\n", " ", StringComparison.Ordinal), JsonSerializer.Serialize(Long)[1..^1], WebUtility.HtmlEncode(Long)])
        {
            Assert.Equal("said '<prompt>'.", Eraser.Erase($"said '{form}'."));
        }
    }

    [Fact]
    public void A_part_of_a_long_text_goes_and_what_is_around_it_stays()
    {
        Assert.Equal("in '<prompt>…' and '<prompt>' I see", Eraser.Erase($"in '{Long[..40]}…' and '{Long[20..60]}' I see"));
        Assert.Equal("the secret of a message", Eraser.Erase("the secret of a message"));
    }

    [Theory]
    [InlineData("you said 'Hello'", "you said '<prompt>'")]
    [InlineData("hello_world, othello", "hello_world, othello")]
    [InlineData("no such model", "no such model")]
    public void A_short_text_goes_as_a_word(string text, string expected) => Assert.Equal(expected, Eraser.Erase(text));

    [Fact]
    public void Nothing_said_changes_nothing() => Assert.Equal("text", new PromptEraser([string.Empty, " "]).Erase("text"));
}
