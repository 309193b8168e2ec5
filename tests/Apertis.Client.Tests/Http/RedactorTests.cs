using System.Text;
using System.Text.Json;
using Apertis.Client.Http;
using Apertis.Gateway;

namespace Apertis.Client.Tests.Http;

/// <summary>What is replaced in text that leaves the client, and what stays.</summary>
public sealed class RedactorTests
{
    private const string Key = GatewayKeys.Good;

    private static readonly Redactor KeyRedactor = new([Key]);

    [Fact]
    public void A_whole_key_is_shown_masked()
    {
        Assert.Equal("Authorization: Bearer sk-WK…dWrd!", KeyRedactor.Redact($"Authorization: Bearer {Key}!"));
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("JSON-escaped")]
    [InlineData("JSON-escaped, upper-case digits")]
    [InlineData("percent-encoded")]
    [InlineData("percent-encoded, lower-case digits")]
    [InlineData("upper case")]
    [InlineData("lower case")]
    [InlineData("mixed")]
    public void Every_part_of_eight_characters_or_more_is_replaced_however_it_is_spelt(string spelling)
    {
        for (var length = 8; length <= Key.Length; length++)
        {
            for (var start = 0; start + length <= Key.Length; start++)
            {
                var part = Key.Substring(start, length);
                var redacted = KeyRedactor.Redact($"before {Spell(part, spelling)}. after");
                Assert.False(redacted.Contains(Spell(part, spelling), StringComparison.Ordinal), $"'{part}' is still there, {spelling}.");
                Assert.StartsWith("before ", redacted, StringComparison.Ordinal);
                Assert.EndsWith(" after", redacted, StringComparison.Ordinal);
                AssertHoldsNoPart(redacted, Key);
            }
        }
    }

    [Fact]
    public void Random_keys_at_random_places_never_leave_eight_characters_behind()
    {
        var random = new Random(20300101);
        const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        string[] spellings = ["plain", "JSON-escaped", "percent-encoded", "upper case", "mixed"];
        for (var round = 0; round < 2000; round++)
        {
            var prefix = random.GetItems(["sk-", "sk-sub-", "sk-sub_", ""], 1)[0];
            var key = prefix + new string(random.GetItems(Letters.AsSpan(), random.Next(32, 60)));
            var redactor = new Redactor([key, Key]);
            var text = new StringBuilder();
            for (var piece = 0; piece < 6; piece++)
            {
                text.Append(random.GetItems(Letters.AsSpan(), random.Next(0, 9)));
                text.Append(random.GetItems([" ", "", "\"", "/", "?", "&key=", "\\n", "%20", "="], 1)[0]);
                var start = random.Next(0, key.Length - 8);
                var part = key.Substring(start, random.Next(8, key.Length - start + 1));
                text.Append(Spell(part, spellings[random.Next(spellings.Length)]));
            }

            var redacted = redactor.Redact(text.ToString());
            AssertHoldsNoPart(redacted, key, $"round {round}: {text}");
            Assert.Equal(redacted, redactor.Redact(redacted));
        }
    }

    [Theory]
    [InlineData("The quick brown fox jumps over the lazy dog.")]
    [InlineData("sk-… is how a key begins; sk-sub- is another.")]
    [InlineData("{\"error\":{\"message\":\"C:\\\\path\\\\to\\u00e4\",\"code\":null}}")]
    [InlineData("100% of 50%, %zz and %4")]
    [InlineData("\\u12 \\uZZZZ \\")]
    [InlineData("kim@example.com wrote to sales@example.org")]
    [InlineData("https://api.apertis.ai/v1/models?x=a@b")]
    [InlineData("https://api.apertis.ai?mail=kim@example.com")]
    [InlineData("https://api.apertis.ai#kim@example.com")]
    [InlineData("ends with %")]
    [InlineData("emoji 😀 and ünïcödé")]
    [InlineData("")]
    public void Ordinary_text_stays_as_it_is(string text)
    {
        Assert.Equal(text, KeyRedactor.Redact(text));
        Assert.False(KeyRedactor.FindsSecretIn(text));
    }

    [Fact]
    public void Seven_characters_of_a_key_are_no_secret()
    {
        Assert.Equal("ends in 8dWrd00", KeyRedactor.Redact("ends in 8dWrd00"));
        Assert.Equal(Key[..7], KeyRedactor.Redact(Key[..7]));
    }

    [Theory]
    [InlineData("https://user:pass@host/v1", "https://***@host/v1")]
    [InlineData("see http://user:pa%40ss@10.0.0.1:8080 now", "see http://***@10.0.0.1:8080 now")]
    [InlineData("socks5://me@proxy", "socks5://***@proxy")]
    [InlineData("HTTPS://User:Pass@Host", "HTTPS://***@Host")]
    [InlineData("{\"url\":\"https:\\/\\/user:pass@host\\/v1\"}", "{\"url\":\"https:\\/\\/***@host\\/v1\"}")]
    [InlineData("a https://u:p@one/ and https://u:p@two/", "a https://***@one/ and https://***@two/")]
    public void User_information_goes_from_every_address_whether_it_is_known_or_not(string text, string expected)
    {
        Assert.Equal(expected, new Redactor([]).Redact(text));
    }

    [Fact]
    public void A_password_with_an_at_sign_in_it_goes_whole()
    {
        Assert.Equal("http://***@proxy:8080", new Redactor([]).Redact("http://user:one@two@proxy:8080"));
    }

    [Theory]
    [InlineData("hunter2")]
    [InlineData("abc")]
    [InlineData("correct horse battery staple")]
    public void A_password_is_replaced_wherever_it_stands(string password)
    {
        var redactor = new Redactor([password]);

        Assert.Equal("it is ***.", redactor.Redact($"it is {password}."));
        Assert.Equal("it is ***.", redactor.Redact($"it is {Uri.EscapeDataString(password)}."));
        Assert.Equal("it is ***.", redactor.Redact($"it is {password.ToUpperInvariant()}."));
        Assert.Equal("it is ***.", redactor.Redact($"it is {Escape(password, "\\u{0:x4}")}."));
    }

    [Theory]
    [InlineData("pässwörd-mit-ümlaut")]
    [InlineData("密码密码密码密码密码")]
    public void A_password_that_is_not_ASCII_is_found_percent_encoded_too(string password)
    {
        var redactor = new Redactor([password]);

        Assert.Equal("it is ***.", redactor.Redact($"it is {Uri.EscapeDataString(password)}."));
        Assert.Equal("it is ***.", redactor.Redact($"it is {JsonSerializer.Serialize(password)[1..^1]}."));
    }

    [Fact]
    public void Part_of_a_short_password_is_no_secret()
    {
        Assert.Equal("hunter is a word", new Redactor(["hunter2"]).Redact("hunter is a word"));
    }

    [Fact]
    public void Each_of_several_secrets_is_replaced()
    {
        var redactor = new Redactor([Key, "hunter2"]);

        Assert.Equal("sk-WK…dWrd and ***", redactor.Redact($"{Key} and hunter2"));
    }

    [Theory]
    [InlineData("YOUR_API_KEY", "invalid_api_key: YOUR_API_KEY", "invalid_api_key: ***")]
    [InlineData("YOUR_REAL_k3y_w1th_A_SECRET", "k3y_w1th_A", "***")]
    public void Of_a_placeholder_only_the_whole_is_replaced(string key, string text, string expected)
    {
        Assert.Equal(expected, new Redactor([key]).Redact(text));
    }

    [Fact]
    public void A_key_that_repeats_itself_is_replaced()
    {
        var redactor = new Redactor(["sk-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"]);

        Assert.DoesNotContain("aaaaaaaa", redactor.Redact(new string('a', 500)), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_long_text_without_secrets_is_done_in_one_pass()
    {
        var text = string.Concat(Enumerable.Repeat("sk-WK59 and no more of it. ", 20_000));

        Assert.Equal(text, KeyRedactor.Redact(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("hunter2")]
    public void A_key_that_nobody_knows_is_masked_wherever_it_stands(string secret)
    {
        const string Unknown = "sk-unknownKEYunknownKEYunknownKEY0123456789";

        var redacted = new Redactor([secret]).Redact($"{Unknown},\"{Unknown}\" https://gw.example/{Unknown}?key={Unknown} Bearer {Unknown}.");

        Assert.DoesNotContain("unknownKEY", redacted, StringComparison.Ordinal);
        Assert.Equal("sk-un…6789,\"sk-un…6789\" https://gw.example/sk-un…6789?key=sk-un…6789 Bearer sk-un…6789.", redacted);
    }

    [Theory]
    [InlineData("sk-learn is a library")]
    [InlineData("risk-averse-and-very-long-compound-word")]
    [InlineData("task-management-of-many-different-things")]
    public void Words_that_only_look_a_little_like_a_key_stay(string text) => Assert.Equal(text, new Redactor([]).Redact(text));

    private static string Spell(string text, string spelling) => spelling switch
    {
        "JSON-escaped" => Escape(text, "\\u{0:x4}"),
        "JSON-escaped, upper-case digits" => Escape(text, "\\u{0:X4}"),
        "percent-encoded" => Escape(text, "%{0:X2}"),
        "percent-encoded, lower-case digits" => Escape(text, "%{0:x2}"),
        "upper case" => text.ToUpperInvariant(),
        "lower case" => text.ToLowerInvariant(),
        "mixed" => string.Concat(text.Select((character, index) => (index % 3) switch { 0 => Escape(character.ToString(), "\\u{0:x4}"), 1 => Escape(character.ToString(), "%{0:X2}"), _ => character.ToString() })),
        _ => text,
    };

    private static string Escape(string text, string format) =>
        string.Concat(text.Select(character => string.Format(System.Globalization.CultureInfo.InvariantCulture, format, (int)character)));

    // Looks at the text as somebody would who resolves its escapes.
    private static void AssertHoldsNoPart(string text, string key, string? where = null)
    {
        var plain = Uri.UnescapeDataString(System.Text.RegularExpressions.Regex.Replace(text, @"\\u([0-9A-Fa-f]{4})", match => ((char)Convert.ToInt32(match.Groups[1].Value, 16)).ToString()));
        for (var start = 0; start + 8 <= key.Length; start++)
        {
            Assert.False(plain.Contains(key.Substring(start, 8), StringComparison.OrdinalIgnoreCase), $"'{key.Substring(start, 8)}' is in '{plain}'. {where}");
        }
    }
}
