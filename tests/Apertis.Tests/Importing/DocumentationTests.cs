using Apertis.Engine;
using Apertis.Tests.Setup;

namespace Apertis.Tests.Importing;

/// <summary>README and help say what the module does.</summary>
public sealed class DocumentationTests(Bench bench) : IClassFixture<Bench>
{
    public static TheoryData<string> Cmdlets => ["Get-ApertisModel", "Invoke-ApertisChat", "New-ApertisSupportReport", "Test-ApertisConnection", "Test-ApertisKey"];

    [Fact]
    public void Error_table_of_the_README_lists_the_guide_and_nothing_else()
    {
        var guide = bench.Run("[Apertis.TroubleshootingGuide]::Problems | ForEach-Object { \"$($_.Id) $($_.Category)\" }").Output.Select(row => row.ToString()).Order();

        var lines = File.ReadAllLines(Path.Combine(Checkout.Root, "README.md"));
        var head = Array.FindIndex(lines, line => line.StartsWith("| Id |", StringComparison.OrdinalIgnoreCase));
        Assert.True(head >= 0, "README.md has no table whose first column is Id.");
        var table = lines[(head + 2)..].TakeWhile(line => line.StartsWith('|')).Select(line => line.Split('|', StringSplitOptions.TrimEntries)).Select(cells => $"{cells[1].Trim('`')} {cells[2]}").Order();

        Assert.Equal(guide, table);
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Cmdlet_has_help_for_every_parameter_and_an_example(string cmdlet)
    {
        var help = bench.Run($"Get-Help {cmdlet} -Full").OnlyOutput();

        Assert.Equal(cmdlet, help.Text("Name"));
        Assert.False(string.IsNullOrWhiteSpace(help.Text("Synopsis")));
        Assert.DoesNotContain(cmdlet, help.Text("Synopsis"), StringComparison.OrdinalIgnoreCase);
        Assert.False(string.IsNullOrWhiteSpace(Words(help.Get("Description"))));

        var own = bench.Run($"(Get-Command {cmdlet}).Parameters.Values | Where-Object {{ $_.Name -notin [System.Management.Automation.PSCmdlet]::CommonParameters }} | ForEach-Object Name").Output.Select(name => name.ToString()).Order();
        var documented = Items(help.Get("parameters.parameter")).ToDictionary(parameter => parameter.Text("name")!, parameter => Words(parameter.Get("description")));
        Assert.Equal(own, documented.Keys.Order());
        Assert.All(documented, parameter => Assert.False(string.IsNullOrWhiteSpace(parameter.Value), $"-{parameter.Key} has no description."));

        var examples = Items(help.Get("examples.example"));
        Assert.NotEmpty(examples);
        Assert.All(examples, example => Assert.Contains("Apertis", example.Text("code"), StringComparison.Ordinal));
    }

    private static object[] Items(object? value) => value switch
    {
        null => [],
        object[] several => several,
        _ => [value],
    };

    private static string Words(object? paragraphs) => string.Join(' ', Items(paragraphs).Select(paragraph => paragraph.Text("Text")));
}
