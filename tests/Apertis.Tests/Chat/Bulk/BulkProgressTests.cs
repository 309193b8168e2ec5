using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;
using Apertis.Tests.Setup;

namespace Apertis.Tests.Chat.Bulk;

/// <summary>The progress bar of a bulk run.</summary>
public sealed partial class BulkProgressTests(Bench bench) : IClassFixture<Bench>
{
    [Fact]
    public void Progress_counts_what_is_done_and_under_way_until_it_is_over()
    {
        var uri = bench.Gateway.WithFault("slow-prompt", ("ms", "200"));

        var progress = Watch(uri, "1..60 | Invoke-ApertisChat -ThrottleLimit 6");

        var counts = progress.SkipLast(1).Select(record => Status().Match(record.StatusDescription)).ToList();
        Assert.True(counts.Count >= 2, $"{counts.Count} records in two seconds.");
        Assert.All(counts, match => Assert.True(match.Success, match.ToString()));
        var done = counts.Select(match => Number(match, "done")).ToList();
        Assert.Equal(done.Order(), done);
        Assert.InRange(done[^1], 6, 60);
        Assert.All(counts, match => Assert.InRange(Number(match, "way"), 0, 6));
        Assert.All(counts, match => Assert.Equal(0, Number(match, "failed")));
    }

    [Fact]
    public void Progress_is_shown_before_the_first_answer()
    {
        var uri = bench.Gateway.WithFault("slow-prompt", ("ms", "2000"));

        var first = Status().Match(Watch(uri, "1..8 | Invoke-ApertisChat -ThrottleLimit 4")[0].StatusDescription);

        Assert.Equal((0, 4), (Number(first, "done"), Number(first, "way")));
    }

    [Theory]
    [InlineData("foreach ($once in 1) { 1..60 | Invoke-ApertisChat -ThrottleLimit 6 | ForEach-Object { if ($_.Index -eq 30) { break } } }")]
    [InlineData("try { & { 1..30; ''; 1..30 } | Invoke-ApertisChat -ThrottleLimit 6 -ErrorAction Stop } catch { }")]
    public void Bar_goes_away_when_the_run_ends_early(string script)
    {
        var progress = Watch(bench.Gateway.WithFault("slow-prompt", ("ms", "200")), script);

        Assert.Equal(ProgressRecordType.Completed, progress[^1].RecordType);
    }

    [Fact]
    public void Progress_counts_failures()
    {
        var uri = bench.Gateway.WithFault("slow-prompt", ("ms", "200"));

        var progress = Watch(uri, "& { 1..10 | ForEach-Object { '' }; 1..40 } | Invoke-ApertisChat -ThrottleLimit 6 -ErrorAction SilentlyContinue");

        Assert.Equal(10, progress.SkipLast(1).Select(record => Number(Status().Match(record.StatusDescription), "failed")).Max());
    }

    [Fact]
    public void Expected_count_gives_the_share_done_and_the_time_left()
    {
        var uri = bench.Gateway.WithFault("slow-prompt", ("ms", "200"));

        var progress = Watch(uri, "1..60 | Invoke-ApertisChat -ThrottleLimit 6 -ExpectedCount 60").SkipLast(1).ToList();

        var shares = progress.Select(record => record.PercentComplete).ToList();
        Assert.All(shares, share => Assert.InRange(share, 0, 100));
        Assert.Equal(shares.Order(), shares);
        Assert.InRange(shares[^1], 10, 100);
        Assert.Contains(progress, record => record.SecondsRemaining is >= 0 and < 10);
    }

    [Fact]
    public void Expected_count_that_is_too_low_breaks_nothing()
    {
        var uri = bench.Gateway.WithFault("slow-prompt", ("ms", "100"));

        Assert.All(Watch(uri, "1..60 | Invoke-ApertisChat -ThrottleLimit 6 -ExpectedCount 3"), record => Assert.InRange(record.PercentComplete, -1, 100));
    }

    [Fact]
    public void Without_an_expected_count_no_share_is_made_up()
    {
        var uri = bench.Gateway.WithFault("slow-prompt", ("ms", "100"));

        var progress = Watch(uri, "1..200 | Invoke-ApertisChat -ThrottleLimit 10");

        // The window holds fewer than all prompts, so that early on nobody can know how many there are.
        Assert.Equal(-1, progress[0].SecondsRemaining);
        Assert.Equal(-1, progress[0].PercentComplete);
    }

    [Fact]
    public void Wait_for_a_limit_counts_down()
    {
        var uri = bench.Gateway.WithFault("rate_limit_exceeded", ("skip", "2"), ("times", "1"), ("retry-after-ms", "3500"));

        var waits = Watch(uri, "1..20 | Invoke-ApertisChat -ThrottleLimit 2").Select(record => record.StatusDescription).Where(status => status.Contains("limit", StringComparison.OrdinalIgnoreCase)).ToList();

        var seconds = waits.Select(status => Seconds().Match(status)).Where(match => match.Success).Select(match => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).ToList();

        // A machine under load may miss a tick of the clock, but not all of them.
        Assert.True(seconds.Distinct().Count() >= 2, $"Seen in 3.5 s: {string.Join(" | ", waits)}");
        Assert.Equal(seconds.OrderDescending(), seconds);
    }

    [Fact]
    public void Quick_run_has_no_progress()
    {
        // The first call of a process may take its time.
        bench.Run("'a' | Invoke-ApertisChat");

        Assert.Empty(bench.Run("'a', 'b' | Invoke-ApertisChat -ThrottleLimit 2").Progress);
    }

    /// <summary>The progress of a run, whose last record says that it is over.</summary>
    private IReadOnlyList<ProgressRecord> Watch(Uri uri, string script)
    {
        var progress = bench.Run(uri, script).Progress;

        Assert.NotEmpty(progress);
        Assert.Single(progress.Select(record => record.ActivityId).Distinct());
        Assert.All(progress, record => Assert.Equal("Invoke-ApertisChat", record.Activity));
        Assert.All(progress.SkipLast(1), record => Assert.Equal(ProgressRecordType.Processing, record.RecordType));
        Assert.Equal(ProgressRecordType.Completed, progress[^1].RecordType);
        return progress;
    }

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?<done>\d+)( of \d+)? done, (?<failed>\d+) failed, (?<way>\d+) under way, (?<rate>\d+(\.\d)?)/s")]
    private static partial Regex Status();

    [GeneratedRegex(@"(\d+(?:\.\d+)?) ?s\b")]
    private static partial Regex Seconds();
}
