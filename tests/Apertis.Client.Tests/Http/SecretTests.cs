using System.Globalization;
using System.Text.RegularExpressions;
using Apertis.Client.Tests.Support;
using Apertis.Gateway;

namespace Apertis.Client.Tests.Http;

/// <summary>A server that throws the key back, whole and in parts, in many spellings: nothing of it is seen again.</summary>
public sealed partial class SecretTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private readonly GatewayServer _gateway = fixture.Gateway;

    [Theory]
    [InlineData(200)]
    [InlineData(302)]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(402)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(407)]
    [InlineData(418)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task Nothing_of_the_key_is_in_a_failure_or_on_a_stream(int status)
    {
        foreach (var key in new[] { GatewayKeys.Good, GatewayKeys.Subscription })
        {
            var observer = new RecordingObserver { WantsContent = true };
            var lab = new Lab(_gateway.WithFault("echo-secret", ("status", status.ToString(CultureInfo.InvariantCulture))), key, observer: observer);

            var exception = await lab.ChatFailureAsync();

            AssertHoldsNothingOf(key, Shown.In(exception));
            AssertHoldsNothingOf(key, string.Join('\n', observer.Contents));
            AssertHoldsNothingOf(key, string.Join('\n', observer.Attempts.Select(attempt => $"{attempt} {attempt.RequestId} {attempt.Path}")));
            Assert.Contains("Incorrect API key provided", exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_key_in_the_prompt_is_sent_as_it_is_and_shown_in_no_failure()
    {
        var baseUri = _gateway.WithFault("invalid_request");
        var observer = new RecordingObserver { WantsContent = true };
        var lab = new Lab(baseUri, observer: observer);

        var exception = await lab.ChatFailureAsync(Lab.Prompt($"My key is {GatewayKeys.Good}."));

        Assert.Contains(GatewayKeys.Good, Assert.Single(_gateway.RequestsTo(baseUri)).Body, StringComparison.Ordinal);
        AssertHoldsNothingOf(GatewayKeys.Good, Shown.In(exception) + string.Join('\n', observer.Contents));
    }

    [Fact]
    public async Task A_key_in_the_models_name_is_shown_in_no_failure()
    {
        var exception = await new Lab(_gateway.BaseUri).ChatFailureAsync(Lab.Prompt(model: GatewayKeys.Good));

        Assert.Equal("ModelNotFound", exception.Problem);
        AssertHoldsNothingOf(GatewayKeys.Good, Shown.In(exception));
    }

    [Fact]
    public async Task A_key_in_the_address_is_shown_in_no_failure()
    {
        var observer = new RecordingObserver { WantsContent = true };
        var lab = new Lab(new Uri($"{_gateway.Root}{GatewayKeys.Good}/v1"), observer: observer);

        var exception = await lab.ChatFailureAsync();

        Assert.Equal("EndpointNotFound", exception.Problem);
        AssertHoldsNothingOf(GatewayKeys.Good, Shown.In(exception) + string.Join('\n', observer.Contents));
    }

    [Fact]
    public async Task A_password_in_the_base_address_is_neither_sent_nor_shown()
    {
        const string Password = "correct-horse-battery";
        await using var server = ScriptedServer.Answering(400, $"{{\"error\":{{\"message\":\"is it {Password}?\"}}}}");
        var observer = new RecordingObserver { WantsContent = true };
        var lab = new Lab(new Uri($"http://kim:{Password}@127.0.0.1:{server.Port}/v1"), observer: observer);

        var exception = await lab.ChatFailureAsync();

        Assert.DoesNotContain(Password, Assert.Single(server.Requests), StringComparison.Ordinal);
        Assert.DoesNotContain(Password, Shown.In(exception) + string.Join('\n', observer.Contents), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_the_cut_at_64_KB_would_split_is_not_left_in_part()
    {
        for (var offset = 0; offset < GatewayKeys.Good.Length; offset += 5)
        {
            await using var server = ScriptedServer.Answering(400, new string('x', (64 * 1024) - offset) + GatewayKeys.Good + new string('y', 5000));

            var exception = await new Lab(server.BaseUri).ChatFailureAsync();

            AssertHoldsNothingOf(GatewayKeys.Good, exception.ResponseBody!);
            Assert.InRange(exception.ResponseBody!.Length, 1, 64 * 1024);
        }
    }

    [Fact]
    public async Task A_key_that_the_cut_at_500_characters_would_split_is_not_left_in_part()
    {
        for (var offset = 0; offset < GatewayKeys.Good.Length; offset += 5)
        {
            await using var server = ScriptedServer.Answering(400, $"{{\"error\":{{\"message\":\"{new string('x', 500 - offset)}{GatewayKeys.Good}\"}}}}");

            AssertHoldsNothingOf(GatewayKeys.Good, Shown.In(await new Lab(server.BaseUri).ChatFailureAsync()));
        }
    }

    [Theory]
    [InlineData(" ")]
    [InlineData("\n")]
    [InlineData("\u200b")]
    public async Task A_key_that_the_server_broke_in_two_keeps_to_parts_that_are_no_secret(string separator)
    {
        // Cleaning the server's text must not put together what is then too late to be found.
        var broken = string.Join(separator, GatewayKeys.Good.Chunk(12).Select(part => new string(part)));
        await using var server = ScriptedServer.Answering(400, System.Text.Json.JsonSerializer.Serialize(new { error = new { message = broken } }));

        AssertHoldsNothingOf(GatewayKeys.Good, Shown.In(await new Lab(server.BaseUri).ChatFailureAsync()));
    }

    // Escapes resolved as a reader would, however often they were applied.
    private static void AssertHoldsNothingOf(string key, string text)
    {
        var plain = text;
        for (var round = 0; round < 2; round++)
        {
            plain = Uri.UnescapeDataString(Escape().Replace(plain, match => ((char)int.Parse(match.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString()));
        }

        for (var start = 0; start + 8 <= key.Length; start++)
        {
            Assert.DoesNotContain(key.Substring(start, 8), plain, StringComparison.OrdinalIgnoreCase);
        }
    }

    [GeneratedRegex(@"\\+u([0-9A-Fa-f]{4})")]
    private static partial Regex Escape();
}
