using Apertis.Client.Http;

namespace Apertis.Client.Tests.Http;

/// <summary>Headers that can't come over a wire on demand.</summary>
public sealed class ResponseHeadersTests
{
    [Theory]
    [InlineData("12, 31")]
    [InlineData("31 Dec")]
    [InlineData("Dec")]
    public void A_text_that_only_some_parser_takes_for_a_date_is_unreadable(string text)
    {
        // From the first of January, each of them would lie in the future of the year that a lenient parser adds.
        var now = new DateTimeOffset(DateTime.UtcNow.Year, 1, 1, 0, 0, 0, TimeSpan.Zero);

        Assert.Null(ResponseHeaders.RetryAfter(Headers(("Retry-After", text)), now, countsWindow: true));
    }

    [Theory]
    [InlineData("Tue, 01 Jan 2030 12:00:30 GMT")]
    [InlineData("Tuesday, 01-Jan-30 12:00:30 GMT")]
    [InlineData("Tue Jan  1 12:00:30 2030")]
    public void Each_of_the_three_forms_of_an_HTTP_date_is_read(string text)
    {
        var now = new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

        Assert.Equal(TimeSpan.FromSeconds(30), ResponseHeaders.RetryAfter(Headers(("Retry-After", text)), now, countsWindow: false));
    }

    [Fact]
    public void An_answer_without_rate_limit_headers_has_no_rate_limit()
    {
        Assert.Null(ResponseHeaders.RateLimit(Headers(("X-RateLimit-Limit", "many")), DateTimeOffset.UnixEpoch));
    }

    [Fact]
    public void A_request_id_is_one_short_line()
    {
        var id = ResponseHeaders.RequestId(Headers(("x-request-id", "\u001b[31m" + new string('x', 500))))!;

        Assert.DoesNotContain(id, char.IsControl);
        Assert.InRange(id.Length, 1, 201);
    }

    private static Dictionary<string, string> Headers(params (string Name, string Value)[] headers) =>
        headers.ToDictionary(header => header.Name, header => header.Value, StringComparer.OrdinalIgnoreCase);
}
