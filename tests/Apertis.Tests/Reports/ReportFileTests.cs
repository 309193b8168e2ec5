using System.Management.Automation;
using Apertis.Tests.Setup;

namespace Apertis.Tests.Reports;

/// <summary>Saving a report.</summary>
public sealed class ReportFileTests : IClassFixture<Bench>, IDisposable
{
    private const string Failing = "$Error.Clear(); $null = $ExecutionContext.SessionState.Path.SetLocation($folder); Invoke-ApertisChat hello -Model gpt4o -ErrorAction SilentlyContinue";

    private readonly Bench _bench;
    private readonly string _folder = Directory.CreateTempSubdirectory("apertis-report-").FullName;

    public ReportFileTests(Bench bench)
    {
        ArgumentNullException.ThrowIfNull(bench);
        _bench = bench;
        bench.Session.SetVariable("folder", _folder);
    }

    private string Saved => Path.Combine(_folder, "report.md");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("report.md")]
    [InlineData("./report.md")]
    [InlineData("\"$folder/report.md\"")]
    public void File_holds_the_Markdown_of_the_report_that_is_returned(string path)
    {
        var report = _bench.Run($"{Failing}; New-ApertisSupportReport -Path {path}").OnlyOutput();

        var bytes = File.ReadAllBytes(Saved);
        Assert.Equal(report.Text("Markdown"), System.Text.Encoding.UTF8.GetString(bytes));
        Assert.Equal((byte)'#', bytes[0]);
        Assert.DoesNotContain((byte)'\r', bytes);
    }

    [Fact]
    public void A_prompt_shows_one_line_of_a_saved_report_and_where_it_is()
    {
        var shown = _bench.Session.Show($"{Failing}; New-ApertisSupportReport -Path report.md; New-ApertisSupportReport -Path other.md -WhatIf");

        Assert.Contains("Saved to report.md. Read it through before you send it.", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("Saved to other.md", shown, StringComparison.Ordinal);
        Assert.Single(shown.Split("# Apertis support report").Skip(1));
    }

    [Fact]
    public void Path_means_the_location_of_the_session_and_nothing_in_it_is_a_wildcard()
    {
        _bench.Run($"{Failing}; New-ApertisSupportReport -Path 'a[1].md'").OnlyOutput();

        Assert.True(File.Exists(Path.Combine(_folder, "a[1].md")));
        Assert.False(File.Exists(Path.Combine(System.Environment.CurrentDirectory, "a[1].md")));
    }

    [Fact]
    public void File_that_exists_is_written_anew_unless_NoClobber_says_otherwise()
    {
        File.WriteAllText(Saved, new string('x', 100_000));

        var kept = _bench.Run($"{Failing}; New-ApertisSupportReport -Path report.md -NoClobber");
        Assert.Equal("ReportNotSaved,Apertis.Commands.NewApertisSupportReportCommand", Assert.Single(kept.Errors).FullyQualifiedErrorId);
        Assert.Equal(100_000, new FileInfo(Saved).Length);

        var report = _bench.Run($"{Failing}; New-ApertisSupportReport -Path report.md").OnlyOutput();
        Assert.Equal(report.Text("Markdown"), File.ReadAllText(Saved));
    }

    [Fact]
    public void WhatIf_writes_no_file_and_returns_the_report()
    {
        _bench.Run($"{Failing}; New-ApertisSupportReport -Path report.md -WhatIf").OnlyOutput();

        Assert.False(File.Exists(Saved));
    }

    [Fact]
    public void Several_reports_are_one_file()
    {
        var reports = _bench.Run($"{Failing}; $Error[0], $Error[0] | New-ApertisSupportReport -Path report.md").Output;

        Assert.Equal(string.Join('\n', reports.Select(report => report.Text("Markdown"))), File.ReadAllText(Saved));
    }

    [Fact]
    public void File_is_there_before_anybody_takes_the_report()
    {
        _bench.Run(Failing + "; $Error[0], $Error[0] | New-ApertisSupportReport -Path report.md | ForEach-Object { throw 'enough' }");

        Assert.True(File.Exists(Saved));
    }

    [Theory]
    [InlineData("missing/report.md")]
    [InlineData("\"$folder\"")]
    [InlineData("nodrive:/report.md")]
    [InlineData("env:/report")]
    [InlineData("\"bad$([char]0).md\"")]
    public void Path_that_can_not_be_written_is_one_error_and_the_report_is_returned(string path)
    {
        var result = _bench.Run($"{Failing}; New-ApertisSupportReport -Path {path}");

        var error = Assert.Single(result.Errors);
        Assert.False(result.IsTerminated);
        Assert.Equal("ReportNotSaved,Apertis.Commands.NewApertisSupportReportCommand", error.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.WriteError, error.CategoryInfo.Category);
        Reading.AssertSteps(error.ErrorDetails.RecommendedAction);
        Assert.Equal("ModelNotFound", Assert.Single(result.Output).Text("Problem"));
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void Without_a_report_there_is_no_file()
    {
        Assert.Single(_bench.Run("$Error.Clear(); $null = $ExecutionContext.SessionState.Path.SetLocation($folder); New-ApertisSupportReport -Path report.md").Errors);

        Assert.False(File.Exists(Saved));
    }
}
