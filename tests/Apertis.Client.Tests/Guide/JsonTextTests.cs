using System.Text;

namespace Apertis.Client.Tests.Guide;

/// <summary>JSON from elsewhere, made readable without touching what was readable already.</summary>
public sealed class JsonTextTests
{
    [Theory]
    [InlineData(@"{""a"":""plain""}")]
    [InlineData(@"""\ud83d\ude00""")]
    [InlineData(@"""\uD83D\uDE00\uD83D\uDE00""")]
    [InlineData(@"""C:\\ud83d""")]
    [InlineData(@"""\\\\ud83d \\\"" \\ud83d""")]
    [InlineData(@"""\u0041\ud7ff\ue000\n\""""")]
    [InlineData(@"""ends in \")]
    [InlineData(@"""ends in \ud8")]
    [InlineData("")]
    [InlineData("\"😀\"")]
    public void What_is_readable_stays_as_it_is(string json)
    {
        Assert.Equal(json, Readable(json));
    }

    [Theory]
    [InlineData(@"""a\ud83d""", @"""a\ufffd""")]
    [InlineData(@"""\ude00b""", @"""\ufffdb""")]
    [InlineData(@"""\uD83D\u0041""", @"""\ufffd\u0041""")]
    [InlineData(@"""\ud83d\ud83d\ude00""", @"""\ufffd\ud83d\ude00""")]
    [InlineData(@"""\ud83d\\ude00""", @"""\ufffd\\ude00""")]
    [InlineData(@"""\\\ud83d""", @"""\\\ufffd""")]
    [InlineData(@"{""\udc00"":1}", @"{""\ufffd"":1}")]
    public void Half_a_pair_becomes_a_replacement(string json, string expected)
    {
        Assert.Equal(expected, Readable(json));
    }

    [Fact]
    public void A_byte_order_mark_is_left_out()
    {
        Assert.Equal("{}", Readable("\uFEFF{}"));
    }

    [Fact]
    public void Nothing_is_copied_where_nothing_is_changed()
    {
        ReadOnlyMemory<byte> json = Encoding.UTF8.GetBytes(@"""C:\\ud83d \ud83d\ude00""");

        Assert.True(json.Equals(JsonText.Readable(json)));
    }

    private static string Readable(string json) => Encoding.UTF8.GetString(JsonText.Readable(Encoding.UTF8.GetBytes(json)).Span);
}
