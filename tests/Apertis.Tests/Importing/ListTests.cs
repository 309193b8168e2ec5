using System.Collections;
using Apertis.Tests.Setup;

namespace Apertis.Tests.Importing;

/// <summary>Lists in results. PowerShell indexes arrays and lists, but hands out the whole of what the compiler makes of a collection expression.</summary>
public sealed class ListTests(Bench bench) : IClassFixture<Bench>
{
    [Theory]
    [InlineData("Invoke-ApertisChat one -Count 2")]
    [InlineData("Invoke-ApertisChat one -Stream")]
    [InlineData("Invoke-ApertisChat one | Invoke-ApertisChat two")]
    [InlineData("Invoke-ApertisChat 'use a tool' -Tool @{ name = 'clock' } -AsDelta")]
    [InlineData("Invoke-ApertisChat one -WebSearch")]
    [InlineData("Get-ApertisModel gpt-4o -Detailed")]
    [InlineData("Test-ApertisKey ' sk-xxx '")]
    [InlineData("Test-ApertisConnection")]
    [InlineData("try { Invoke-ApertisChat one -Model gpt4o -ErrorAction Stop } catch { $_.Exception; New-ApertisSupportReport -IncludeConnectionTest }")]
    [InlineData("try { Invoke-ApertisChat one -ResponseFormat json -SystemMessage no -BaseUri $text -ErrorAction Stop } catch { $_.Exception; $_.TargetObject }")]
    [InlineData("[Apertis.TroubleshootingGuide]::Problems")]
    public void Every_list_of_a_result_can_be_indexed(string script)
    {
        bench.Session.SetVariable("text", bench.Gateway.WithFault("content", ("text", "plain")).ToString());

        var results = bench.Run(script).Output.Select(item => item.BaseObject).ToList();

        Assert.NotEmpty(results);
        Assert.All(results, result => AssertLists(result, depth: 4));
    }

    private static void AssertLists(object? value, int depth)
    {
        if (depth == 0 || value is null or string)
        {
            return;
        }

        if (value is IEnumerable items and not IDictionary)
        {
            Assert.DoesNotContain('<', value.GetType().Name);
            foreach (var item in items)
            {
                AssertLists(item, depth - 1);
            }
        }
        else if (value.GetType().Assembly.GetName().Name == "Apertis.Core")
        {
            foreach (var property in value.GetType().GetProperties().Where(property => property.GetMethod is { IsStatic: false } && property.GetIndexParameters().Length == 0))
            {
                AssertLists(property.GetValue(value), depth - 1);
            }
        }
    }
}
