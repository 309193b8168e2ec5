using Apertis.Gateway;

namespace Apertis.Client.Tests.Keys;

/// <summary>What clings to a pasted key, and what is said about it.</summary>
public sealed class CleanedKeyTests
{
    private const string Key = GatewayKeys.Good;

    [Fact]
    public void A_clean_key_stays_as_it_is_without_findings()
    {
        var key = CleanedKey.From(Key);

        Assert.Equal(Key, key.Value);
        Assert.True(key.IsWellFormed);
        Assert.Empty(key.Findings);
    }

    [Theory]
    [InlineData("Bearer " + Key)]
    [InlineData("bearer " + Key)]
    [InlineData("BEARER\t" + Key)]
    [InlineData("Bearer Bearer " + Key)]
    [InlineData("Bearer bearer BEARER " + Key)]
    [InlineData("Authorization: Bearer " + Key)]
    [InlineData("authorization:Bearer " + Key)]
    [InlineData("AUTHORIZATION:   bearer   " + Key)]
    [InlineData("\"Authorization: Bearer " + Key + "\"")]
    [InlineData("'Bearer \"" + Key + "\"'")]
    [InlineData("Bearer '" + Key + "'")]
    [InlineData("\u00A0\uFEFFBearer\u00A0" + Key + "\r\n")]
    public void A_pasted_header_leaves_the_key(string raw)
    {
        var key = CleanedKey.From(raw);

        Assert.Equal(Key, key.Value);
        Assert.True(key.IsWellFormed);
        Assert.Contains(key.Findings, finding => finding.Kind == "BearerPrefix");
        AssertNeverQuoted(key);
    }

    [Fact]
    public void A_word_that_only_begins_like_Bearer_stays()
    {
        Assert.Equal("Bearers", CleanedKey.From("Bearers").Value);
        Assert.Equal("Bearer-" + Key, CleanedKey.From("Bearer-" + Key).Value);
    }

    [Theory]
    [InlineData("\"", "\"", "U+0022")]
    [InlineData("'", "'", "U+0027")]
    [InlineData("`", "`", "U+0060")]
    [InlineData("\u201C", "\u201D", "U+201C")]
    [InlineData("\u2018", "\u2019", "U+2018")]
    [InlineData("\u00AB", "\u00BB", "U+00AB")]
    [InlineData("<", ">", "U+003C")]
    [InlineData("\u201E", "\u201C", "U+201E")]
    [InlineData("\u201A", "\u2018", "U+201A")]
    [InlineData("\u201D", "\u201D", "U+201D")]
    [InlineData("\u2019", "\u2019", "U+2019")]
    [InlineData("\u2039", "\u203A", "U+2039")]
    public void Quotes_of_every_kind_are_left_out(string open, string close, string codePoint)
    {
        var key = CleanedKey.From($"{open} {Key} {close}");

        Assert.Equal(Key, key.Value);
        var finding = Assert.Single(key.Findings, finding => finding.Kind == "Quotes");
        Assert.Equal((1, codePoint), (finding.Position, finding.CodePoint));
    }

    [Fact]
    public void Quotes_within_quotes_are_left_out()
    {
        Assert.Equal(Key, CleanedKey.From($"'\"{Key}\"'").Value);
    }

    [Theory]
    [InlineData("\u200B", "U+200B")]
    [InlineData("\u200C", "U+200C")]
    [InlineData("\u200D", "U+200D")]
    [InlineData("\u2060", "U+2060")]
    [InlineData("\uFEFF", "U+FEFF")]
    [InlineData("\u00AD", "U+00AD")]
    [InlineData("\u202E", "U+202E")]
    [InlineData("\u2800", "U+2800")]
    [InlineData("\u3164", "U+3164")]
    [InlineData("\uFE0F", "U+FE0F")]
    [InlineData("\U000E0041", "U+E0041")]
    [InlineData("\U000E0001", "U+E0001")]
    [InlineData("\U000E0100", "U+E0100")]
    [InlineData("\U000E01EF", "U+E01EF")]
    [InlineData("\U0001D173", "U+1D173")]
    [InlineData("\0", "U+0000")]
    [InlineData("\u001B", "U+001B")]
    [InlineData("\u007F", "U+007F")]
    public void An_invisible_character_is_left_out_wherever_it_stands_and_its_place_is_named(string character, string codePoint)
    {
        foreach (var place in new[] { 0, 10, Key.Length })
        {
            var key = CleanedKey.From(Key.Insert(place, character));

            Assert.Equal(Key, key.Value);
            var finding = Assert.Single(key.Findings);
            Assert.Equal(("InvisibleCharacter", place + 1, codePoint), (finding.Kind, finding.Position, finding.CodePoint));
            Assert.Contains(codePoint, finding.RecommendedAction, StringComparison.Ordinal);
            AssertNeverQuoted(key);
        }
    }

    [Theory]
    [InlineData(" ", "", 1, "U+0020")]
    [InlineData("", "\n", 44, "U+000A")]
    [InlineData("", "\r\n", 45, "U+000A")]
    [InlineData("\t", "", 1, "U+0009")]
    [InlineData("\u00A0", "", 1, "U+00A0")]
    [InlineData("", "\u3000", 44, "U+3000")]
    [InlineData("  ", "  ", 1, "U+0020")]
    public void White_space_around_a_key_is_trimmed_and_its_place_named(string before, string after, int position, string codePoint)
    {
        var key = CleanedKey.From(before + Key + after);

        Assert.Equal(Key, key.Value);
        var finding = Assert.Single(key.Findings);
        Assert.Equal(("Whitespace", (int?)position, codePoint), (finding.Kind, finding.Position, finding.CodePoint));
    }

    [Theory]
    [InlineData(" ", "U+0020")]
    [InlineData("\n", "U+000A")]
    [InlineData("\r", "U+000D")]
    [InlineData("\u00A0", "U+00A0")]
    [InlineData("ü", "U+00FC")]
    [InlineData("…", "U+2026")]
    [InlineData("–", "U+2013")]
    [InlineData("А", "U+0410")]
    public void A_character_that_a_header_can_not_carry_is_named_with_its_place(string character, string codePoint)
    {
        var key = CleanedKey.From(Key.Insert(10, character));

        Assert.False(key.IsWellFormed);
        var finding = Assert.Single(key.Findings);
        Assert.Equal(("InvalidCharacter", 11, codePoint), (finding.Kind, finding.Position, finding.CodePoint));
        AssertNeverQuoted(key);
    }

    [Fact]
    public void A_character_beyond_the_first_plane_is_one_finding_with_its_own_code_point()
    {
        var finding = Assert.Single(CleanedKey.From(Key.Insert(10, "🔑")).Findings);

        Assert.Equal(("InvalidCharacter", 11, "U+1F511"), (finding.Kind, finding.Position, finding.CodePoint));
    }

    [Fact]
    public void Positions_count_in_the_key_as_it_was_given()
    {
        var key = CleanedKey.From($" \"Bearer \u200B{Key.Insert(3, "é")}\"");

        Assert.Equal([("InvisibleCharacter", 10), ("Whitespace", 1), ("Quotes", 2), ("BearerPrefix", 3), ("InvalidCharacter", 14)], key.Findings.Select(finding => (finding.Kind, finding.Position!.Value)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("\"\"")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Authorization: Bearer ")]
    [InlineData("\u200B\uFEFF")]
    [InlineData("' '")]
    public void A_key_of_which_nothing_is_left_is_not_well_formed(string raw)
    {
        var key = CleanedKey.From(raw);

        Assert.Equal("", key.Value);
        Assert.False(key.IsWellFormed);
    }

    [Theory]
    [InlineData(GatewayKeys.Good, "sk-WK…dWrd")]
    [InlineData(GatewayKeys.Subscription, "sk-su…tidv")]
    [InlineData("sk-abcdefghijklmnopq", "sk-ab…nopq")]
    [InlineData("sk-abcdefghijklmnop", "sk-…")]
    [InlineData("sk-", "sk-…")]
    [InlineData("hunter2", "…")]
    [InlineData("", "…")]
    public void A_key_is_shown_by_its_ends_and_a_short_one_not_even_so(string raw, string masked)
    {
        Assert.Equal(masked, CleanedKey.From(raw).Masked);
        Assert.Equal(masked, new ApiKey(raw).ToString());
    }

    [Theory]
    [InlineData(GatewayKeys.Good, KeyKind.Standard)]
    [InlineData(GatewayKeys.Subscription, KeyKind.Subscription)]
    [InlineData("sk-sub_E03WKpm15UELhUOuZAzHx4LP4AzUdIG1", KeyKind.Subscription)]
    [InlineData("sk-subway0123456789012345678901234567", KeyKind.Standard)]
    [InlineData("pk-0123456789", KeyKind.Unknown)]
    [InlineData("", KeyKind.Unknown)]
    public void The_prefix_says_what_kind_of_key_it_is(string raw, object kind)
    {
        Assert.Equal(kind, CleanedKey.From(raw).Kind);
    }

    [Fact]
    public void A_secure_string_is_a_key_as_well()
    {
        using var secure = new System.Security.SecureString();
        foreach (var character in Key)
        {
            secure.AppendChar(character);
        }

        Assert.Equal(Key, new ApiKey(secure).Cleaned.Value);
    }

    [Theory]
    [InlineData("APERTIS_API_KEY=" + Key)]
    [InlineData("export APERTIS_API_KEY='" + Key + "'")]
    [InlineData("set APERTIS_API_KEY=" + Key)]
    [InlineData("$env:APERTIS_API_KEY = \"" + Key + "\"")]
    [InlineData("\"apiKey\": \"" + Key + "\",")]
    [InlineData("apiKey: " + Key)]
    [InlineData("API key: " + Key)]
    [InlineData("x-api-key: " + Key)]
    [InlineData("$apiKey = 'Bearer " + Key + "';")]
    public void The_name_of_a_setting_in_front_of_a_key_is_left_out(string raw)
    {
        var key = CleanedKey.From(raw);

        Assert.Equal(Key, key.Value);
        var finding = Assert.Single(key.Findings, finding => finding.Kind == "NamePrefix");
        Assert.InRange(finding.Position!.Value, 1, 2);
        AssertNeverQuoted(key);
    }

    [Theory]
    [InlineData(",", "U+002C")]
    [InlineData(";", "U+003B")]
    [InlineData(".", "U+002E")]
    public void Punctuation_behind_a_key_is_left_out_and_its_place_named(string mark, string codePoint)
    {
        var key = CleanedKey.From(Key + mark);

        Assert.Equal(Key, key.Value);
        var finding = Assert.Single(key.Findings);
        Assert.Equal(("TrailingPunctuation", 44, codePoint), (finding.Kind, finding.Position, finding.CodePoint));
        AssertNeverQuoted(key);
    }

    [Theory]
    [InlineData("'" + Key, 1, "U+0027")]
    [InlineData(Key + "\"", 44, "U+0022")]
    [InlineData(Key + "\u201D", 44, "U+201D")]
    public void A_quote_without_its_fellow_is_left_out_and_its_place_named(string raw, int position, string codePoint)
    {
        var key = CleanedKey.From(raw);

        Assert.Equal(Key, key.Value);
        var finding = Assert.Single(key.Findings);
        Assert.Equal(("Quotes", position, codePoint), (finding.Kind, finding.Position, finding.CodePoint));
    }

    [Fact]
    public void Each_invisible_character_has_a_finding_of_its_own()
    {
        var findings = CleanedKey.From(Key.Insert(20, "\u200B").Insert(10, "\u00AD")).Findings;

        Assert.Equal([(11, "U+00AD"), (22, "U+200B")], findings.Select(finding => (finding.Position!.Value, finding.CodePoint!)));
    }

    [Theory]
    [InlineData("\n", "line break U+000A at position 11")]
    [InlineData("\r", "line break U+000D at position 11")]
    [InlineData(" ", "space U+0020 at position 11")]
    [InlineData("\u2003", "white space U+2003 at position 11")]
    public void White_space_within_a_key_is_called_by_its_name(string character, string phrase)
    {
        // Two keys on two lines look the same as one key broken over them: neither is guessed.
        var key = CleanedKey.From(Key.Insert(10, character));

        Assert.False(key.IsWellFormed);
        Assert.Contains(phrase, Assert.Single(key.Findings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_finding_says_whether_it_was_mended_or_keeps_the_key_from_being_sent()
    {
        var findings = CleanedKey.From($" 'Bearer {Key.Insert(10, "\u200B").Insert(20, "é")}', ").Findings;

        Assert.All(findings, finding => Assert.Equal(finding.Kind == "InvalidCharacter" ? KeyFindingSeverity.Error : KeyFindingSeverity.Mended, finding.Severity));
        Assert.Contains(findings, finding => finding.Severity == KeyFindingSeverity.Error);
    }

    private static void AssertNeverQuoted(CleanedKey key)
    {
        foreach (var finding in key.Findings)
        {
            for (var start = 3; start + 4 <= Key.Length; start++)
            {
                Assert.DoesNotContain(Key.Substring(start, 4), finding.Message + finding.RecommendedAction, StringComparison.Ordinal);
            }
        }
    }
}
