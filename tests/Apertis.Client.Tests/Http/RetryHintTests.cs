using System.Globalization;
using Apertis.Client.Tests.Support;
using Apertis.Gateway;

namespace Apertis.Client.Tests.Http;

/// <summary>The server's own word on how long to wait. Its clock runs a year ahead of ours, which must not matter.</summary>
public sealed class RetryHintTests : IAsyncLifetime
{
    private static readonly DateTimeOffset ServerTime = FakeClock.Start.AddYears(1);

    private GatewayServer _gateway = null!;

    public async Task InitializeAsync() => _gateway = await GatewayServer.StartAsync(new GatewayOptions { TimeProvider = new FakeClock(ServerTime) });

    public async Task DisposeAsync() => await _gateway.DisposeAsync();

    public static TheoryData<string, double> Hints => new()
    {
        { "retry-after=7", 7 },
        { "retry-after=2.5", 2.5 },
        { "retry-after=60", 60 },
        { $"retry-after={Date(ServerTime.AddSeconds(9))}", 9 },
        { "retry-after-ms=1500", 1.5 },
        { "retry-after-ms=250.5", 0.2505 },
        { "reset=30", 30 },
        { "reset=0.5", 0.5 },
        { $"reset={Unix(ServerTime.AddSeconds(20))}", 20 },
        { $"reset={Unix(ServerTime.AddSeconds(20))}000", 20 },
        // The first of the three that is there counts.
        { "retry-after-ms=1500&retry-after=7&reset=30", 1.5 },
        { "retry-after=7&reset=30", 7 },
        // The gateway's own header says 2 seconds from its now.
        { "", 2 },
    };

    public static TheoryData<string> UselessHints =>
    [
        "retry-after=0", "retry-after=-5", "retry-after=soon", "retry-after=NaN", "retry-after=Infinity", $"retry-after={Date(ServerTime.AddSeconds(-9))}", $"retry-after={Date(ServerTime)}",
        "retry-after=5, 7", "retry-after=12:00", "retry-after-ms=0", "retry-after-ms=-1", "retry-after-ms=x", "reset=0", "reset=-1", "reset=later", $"reset={Unix(ServerTime.AddSeconds(-20))}",
        $"reset={Unix(ServerTime.AddSeconds(-20))}000", "retry-after-ms=x&retry-after=0", "retry-after-ms=0&reset=0",
    ];

    [Theory]
    [MemberData(nameof(Hints))]
    public async Task A_rate_limit_is_waited_for_as_long_as_the_server_says(string settings, double seconds)
    {
        var lab = new Lab(Fault("rate_limit_exceeded", settings));

        await lab.ChatAsync();

        Assert.Equal([TimeSpan.FromSeconds(seconds)], lab.Waits);
    }

    [Theory]
    [MemberData(nameof(UselessHints))]
    public async Task A_hint_that_is_past_or_zero_or_unreadable_leaves_the_pause_of_our_own(string settings)
    {
        var lab = new Lab(Fault("rate_limit_exceeded", settings));

        await lab.ChatAsync();

        Assert.Equal([TimeSpan.FromSeconds(1.25)], lab.Waits);
    }

    [Theory]
    [InlineData("retry-after=7", 7)]
    [InlineData("retry-after-ms=300", 0.3)]
    [InlineData("reset=30", 1.25)]
    [InlineData("", 1.25)]
    public async Task The_end_of_the_window_counts_for_rate_limits_only(string settings, double seconds)
    {
        var lab = new Lab(Fault("service_unavailable", settings));

        await lab.ChatAsync();

        Assert.Equal([TimeSpan.FromSeconds(seconds)], lab.Waits);
    }

    [Fact]
    public async Task Without_a_date_in_the_answer_our_own_clock_has_to_do()
    {
        await using var server = ScriptedServer.Sending(number => number == 1
            ? ScriptedServer.Http(429, [], $"X-RateLimit-Reset: {Unix(FakeClock.Start.AddSeconds(11))}\r\n")
            : ScriptedServer.Http(200, "{\"choices\":[{\"message\":{\"content\":\"Hi\"}}]}"u8.ToArray()));
        var lab = new Lab(server.BaseUri);

        await lab.ChatAsync();

        Assert.Equal([TimeSpan.FromSeconds(11)], lab.Waits);
    }

    [Theory]
    [InlineData("retry-after=61", 61, "2030-01-01 12:01:01 UTC")]
    [InlineData("retry-after=410400", 410400, "2030-01-06 06:00:00 UTC")]
    [InlineData("retry-after-ms=60001", 60.001, "2030-01-01 12:01:00 UTC")]
    [InlineData("reset=3600", 3600, "2030-01-01 13:00:00 UTC")]
    public async Task RateLimit_longer_than_the_cap_fails_at_once_with_the_reset_time(string settings, double seconds, string resetTime)
    {
        var baseUri = Fault("rate_limit_exceeded", settings);
        var lab = new Lab(baseUri);

        var exception = await lab.ChatFailureAsync();

        Assert.Equal("RateLimitExceeded", exception.Problem);
        Assert.Empty(lab.Waits);
        Assert.Single(_gateway.RequestsTo(baseUri));
        Assert.Equal(TimeSpan.FromSeconds(seconds), exception.RetryAfter);
        Assert.Contains(resetTime, exception.Message, StringComparison.Ordinal);
        Assert.Contains("-MaximumRetryDelaySec 60", exception.Message, StringComparison.Ordinal);
        Assert.Contains(exception.RecommendedActions, action => action.Contains(resetTime, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_higher_cap_waits_longer()
    {
        var lab = new Lab(Fault("rate_limit_exceeded", "retry-after=100"), with: options => options with { MaximumRetryDelay = TimeSpan.FromSeconds(100) });

        await lab.ChatAsync();

        Assert.Equal([TimeSpan.FromSeconds(100)], lab.Waits);
    }

    [Fact]
    public async Task A_wait_that_does_not_fit_what_is_left_fails_at_once_with_the_reset_time()
    {
        var lab = new Lab(Fault("rate_limit_exceeded", "retry-after=30"), with: options => options with { Timeout = TimeSpan.FromSeconds(30) });

        var exception = await lab.ChatFailureAsync();

        Assert.Equal("RateLimitExceeded", exception.Problem);
        Assert.Empty(lab.Waits);
        Assert.Equal(TimeSpan.FromSeconds(30), exception.RetryAfter);
        Assert.Contains("2030-01-01 12:00:30 UTC", exception.Message, StringComparison.Ordinal);
        Assert.Contains("-TimeoutSec 30", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pause_of_our_own_that_does_not_fit_ends_the_call_too()
    {
        var lab = new Lab(_gateway.WithFault("service_unavailable"), with: options => options with { Timeout = TimeSpan.FromSeconds(10) });

        var exception = await lab.ChatFailureAsync();

        Assert.Equal("ServiceUnavailable", exception.Problem);
        Assert.Equal([1.25, 2.25, 4.25], lab.Waits.Select(wait => wait.TotalSeconds));
        Assert.Null(exception.RetryAfter);
        Assert.Contains("-TimeoutSec 10", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("retry-after=99999999999999999999")]
    [InlineData("retry-after=Fri, 31 Dec 9999 23:59:59 GMT")]
    [InlineData("retry-after-ms=1e300")]
    [InlineData("reset=999999999")]
    [InlineData("reset=99999999999999999999")]
    public async Task A_wait_beyond_all_reason_fails_at_once(string settings)
    {
        // The answer's date lies behind our clock, so that "our now and that long" would be past the end of time.
        await using var gateway = await GatewayServer.StartAsync(new GatewayOptions { TimeProvider = new FakeClock(FakeClock.Start.AddYears(-1)) });
        var lab = new Lab(gateway.WithFault("rate_limit_exceeded", Settings(settings)));

        var exception = await lab.ChatFailureAsync();

        Assert.Equal("RateLimitExceeded", exception.Problem);
        Assert.Empty(lab.Waits);
        Assert.True(exception.RetryAfter > TimeSpan.FromDays(1));
    }

    [Fact]
    public async Task What_the_server_asks_for_is_told_without_retries_too()
    {
        var lab = new Lab(Fault("rate_limit_exceeded", "retry-after=7"), with: options => options with { MaximumRetryCount = 0 });

        var exception = await lab.ChatFailureAsync();

        Assert.Equal(TimeSpan.FromSeconds(7), exception.RetryAfter);
        Assert.Contains(exception.RecommendedActions, action => action.Contains("2030-01-01 12:00:07 UTC (in 7 s)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_rate_limit_of_an_answer_is_told_in_our_own_time()
    {
        var result = await new Lab(_gateway.BaseUri).ChatAsync();

        // The gateway's window ends 180 s from its now.
        Assert.Equal(new RateLimit { Limit = 1500, Remaining = 1499, Reset = FakeClock.Start.AddSeconds(180) }, result.RateLimit);
    }

    private static string Date(DateTimeOffset time) => time.ToString("R", CultureInfo.InvariantCulture);

    private static string Unix(DateTimeOffset time) => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private static (string, string)[] Settings(string settings) =>
        [.. settings.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(setting => setting.Split('=', 2)).Select(pair => (pair[0], pair[1]))];

    private Uri Fault(string name, string settings) => _gateway.WithFault(name, [.. Settings(settings), ("times", "1")]);
}
