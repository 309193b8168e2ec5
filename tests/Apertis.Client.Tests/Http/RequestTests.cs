using System.IO.Compression;
using System.Text;
using Apertis.Client.Http;
using Apertis.Client.Tests.Support;
using Apertis.Gateway;

namespace Apertis.Client.Tests.Http;

/// <summary>What a request looks like when it arrives, and where it never goes.</summary>
public sealed class RequestTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private readonly GatewayServer _gateway = fixture.Gateway;

    [Fact]
    public async Task A_request_looks_like_one_of_PowerShells_own_web_cmdlets()
    {
        var request = await SentAsync();

        Assert.Matches(@"^Mozilla/5\.0 \((Windows NT|Macintosh|Linux); [^;]+; [^;)]*\) PowerShell/7\.6\.0 Apertis/0\.1\.0$", request.Headers["User-Agent"]);
    }

    [Fact]
    public void The_user_agent_holds_nothing_that_a_header_can_not_carry()
    {
        Assert.DoesNotContain(UserAgent.For("7.6.0-ü\n", "1.0\u0000"), character => character is < ' ' or > '~');
    }

    [Fact]
    public async Task A_client_that_does_not_look_so_is_stopped_at_the_edge()
    {
        var lab = new Lab(_gateway.BaseUri, with: options => options with { UserAgent = "Apertis/0.1.0" });

        Assert.Equal("EdgeBlocked", (await lab.ChatFailureAsync()).Problem);
    }

    [Fact]
    public async Task A_chat_carries_the_key_and_asks_for_JSON_compressed_or_not()
    {
        var request = await SentAsync();

        Assert.Equal($"Bearer {GatewayKeys.Good}", request.Headers["Authorization"]);
        Assert.Equal("application/json", request.Headers["Accept"]);
        Assert.Equal("application/json", request.Headers["Content-Type"]);
        Assert.Contains("gzip", request.Headers["Accept-Encoding"], StringComparison.Ordinal);
        Assert.Contains("br", request.Headers["Accept-Encoding"], StringComparison.Ordinal);
        Assert.DoesNotContain("Expect", request.Headers.Keys);
    }

    [Fact]
    public async Task The_public_catalogue_is_asked_without_the_key()
    {
        var baseUri = _gateway.WithFault("none");

        await new Lab(baseUri).Client.Models().GetCatalogueAsync(default);

        Assert.DoesNotContain("Authorization", Assert.Single(_gateway.RequestsTo(baseUri)).Headers.Keys);
    }

    [Fact]
    public async Task A_key_is_sent_clean()
    {
        var baseUri = _gateway.WithFault("none");

        await new Lab(baseUri, $" \"Bearer {GatewayKeys.Good}\u200B\"\n").ChatAsync();

        Assert.Equal($"Bearer {GatewayKeys.Good}", Assert.Single(_gateway.RequestsTo(baseUri)).Headers["Authorization"]);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task A_compressed_answer_is_read(string encoding)
    {
        await using var server = ScriptedServer.Sending(ScriptedServer.Http(200, Compress("{\"choices\":[{\"message\":{\"content\":\"Hi\"}}]}", encoding), $"Content-Encoding: {encoding}\r\n"));

        Assert.Equal("Hi", (await new Lab(server.BaseUri).ChatAsync()).Content);
    }

    [Fact]
    public async Task An_answer_that_only_claims_to_be_compressed_is_malformed()
    {
        await using var server = ScriptedServer.Answering(200, "{\"choices\":[]}", "Content-Encoding: gzip\r\n");

        Assert.Equal("ResponseMalformed", (await new Lab(server.BaseUri).ChatFailureAsync()).Problem);
    }

    [Fact]
    public async Task An_error_that_only_claims_to_be_compressed_is_known_by_its_status()
    {
        await using var server = ScriptedServer.Answering(402, "{}", "Content-Encoding: gzip\r\n");

        Assert.Equal("QuotaExceeded", (await new Lab(server.BaseUri).ChatFailureAsync()).Problem);
    }

    [Fact]
    public async Task Cookies_are_neither_kept_nor_sent()
    {
        await using var server = ScriptedServer.Answering(200, "{\"choices\":[{\"message\":{\"content\":\"Hi\"}}]}", "Set-Cookie: session=1; Path=/\r\n");
        var lab = new Lab(server.BaseUri);

        await lab.ChatAsync();
        await lab.ChatAsync();

        Assert.Equal(2, server.Requests.Count);
        Assert.All(server.Requests, request => Assert.DoesNotContain("Cookie", request, StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData(300)]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(304)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_never_followed_and_the_key_never_sent_to_its_target(int status)
    {
        await using var target = await GatewayServer.StartAsync();
        var baseUri = _gateway.WithFault("redirect", ("status", status.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("to", $"{target.Root}v1/chat/completions"));

        var exception = await new Lab(baseUri).ChatFailureAsync();

        Assert.Equal(("UnexpectedRedirect", status), (exception.Problem, exception.StatusCode));
        Assert.Equal(target.Root.GetLeftPart(UriPartial.Authority), exception.Evidence["RedirectedTo"]);
        Assert.Contains(exception.RecommendedActions, action => action.Contains(target.Root.Authority, StringComparison.Ordinal));
        Assert.Empty(target.Requests);
        Assert.Single(_gateway.RequestsTo(baseUri));
    }

    [Fact]
    public async Task A_redirect_within_the_host_is_not_followed_either()
    {
        var baseUri = _gateway.WithFault("redirect", ("to", "/v1/chat/completions"));

        Assert.Equal("UnexpectedRedirect", (await new Lab(baseUri).ChatFailureAsync()).Problem);
        Assert.Single(_gateway.RequestsTo(baseUri));
    }

    [Fact]
    public async Task An_error_tells_status_code_request_id_time_and_body()
    {
        var exception = await new Lab(_gateway.WithFault("invalid_parameter")).ChatFailureAsync();

        Assert.Equal((400, "invalid_parameter", "invalid_request_error", "temperature"), (exception.StatusCode, exception.Code, exception.Type, exception.Param));
        Assert.Equal(FakeClock.Start, exception.Timestamp);
        Assert.StartsWith("req-", exception.RequestId, StringComparison.Ordinal);
        Assert.Contains("HTTP 400, invalid_parameter, request id req-", exception.Message, StringComparison.Ordinal);
        Assert.Contains("\"temperature must be between 0 and 2\"", exception.ResponseBody, StringComparison.Ordinal);
        Assert.Contains(exception.RecommendedActions, action => action.Contains("temperature", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("X-Request-Id", "one")]
    [InlineData("x-oneapi-request-id", "two")]
    [InlineData("request-id", "three")]
    [InlineData("CF-RAY", "four")]
    public async Task A_request_id_is_found_under_every_name_it_goes_by(string header, string id)
    {
        await using var server = ScriptedServer.Answering(400, "{}", $"{header}: {id}\r\n");

        Assert.Equal(id, (await new Lab(server.BaseUri).ChatFailureAsync()).RequestId);
    }

    [Fact]
    public async Task A_body_of_10_MB_is_kept_up_to_64_KB()
    {
        var exception = await new Lab(_gateway.WithFault("status", ("status", "400"), ("body", "huge"))).ChatFailureAsync();

        Assert.Equal("InvalidRequest", exception.Problem);
        Assert.Equal(64 * 1024, exception.ResponseBody!.Length);
        Assert.InRange(exception.Message.Length, 1, 1000);
    }

    [Theory]
    [InlineData("truncated")]
    [InlineData("numeric-code")]
    [InlineData("string-error")]
    [InlineData("null-error")]
    [InlineData("array")]
    [InlineData("deep")]
    [InlineData("unknown-code")]
    public async Task An_odd_body_on_the_wire_leaves_the_status_to_decide(string body)
    {
        var exception = await new Lab(_gateway.WithFault("status", ("status", "402"), ("body", body))).ChatFailureAsync();

        Assert.Equal("QuotaExceeded", exception.Problem);
    }

    [Fact]
    public async Task An_error_whose_body_breaks_off_is_known_by_its_status()
    {
        var exception = await new Lab(_gateway.WithFault("truncated", ("status", "402"))).ChatFailureAsync();

        Assert.Equal("QuotaExceeded", exception.Problem);
    }

    [Fact]
    public async Task The_observer_sees_requests_and_answers_only_when_it_wants_them()
    {
        var wanting = new RecordingObserver { WantsContent = true };
        var other = new RecordingObserver();
        await new Lab(_gateway.BaseUri, observer: wanting).ChatAsync();
        await new Lab(_gateway.BaseUri, observer: other).ChatAsync();

        Assert.Equal(2, wanting.Contents.Count);
        Assert.Contains("> POST http://127.0.0.1", wanting.Contents.First(), StringComparison.Ordinal);
        Assert.Contains("> Authorization: Bearer sk-WK…dWrd", wanting.Contents.First(), StringComparison.Ordinal);
        Assert.Contains("Hello", wanting.Contents.First(), StringComparison.Ordinal);
        Assert.Contains("< HTTP/1.1 200", wanting.Contents.Last(), StringComparison.Ordinal);
        Assert.Empty(other.Contents);
        Assert.Single(other.Attempts);
    }

    private static byte[] Compress(string text, string encoding)
    {
        using var buffer = new MemoryStream();
        using (Stream stream = encoding switch
        {
            "gzip" => new GZipStream(buffer, CompressionMode.Compress),
            "deflate" => new ZLibStream(buffer, CompressionMode.Compress),
            _ => new BrotliStream(buffer, CompressionMode.Compress),
        })
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
        }

        return buffer.ToArray();
    }

    private async Task<GatewayRequest> SentAsync()
    {
        var baseUri = _gateway.WithFault("none");
        await new Lab(baseUri).ChatAsync();
        return Assert.Single(_gateway.RequestsTo(baseUri));
    }
}
