using System.Reflection;
using Apertis.Engine;
using Apertis.Faults.Matrix;

namespace Apertis.Faults;

/// <summary>The matrix of the README is the tests' own.</summary>
public sealed class ReadmeTests
{
    /// <summary>Environment variable: when it is 1, the table in the README is written instead of compared.</summary>
    public const string UpdateVariable = "APERTIS_UPDATE_README";

    private const string Begin = "<!-- faults: written by tests/Apertis.Faults.Tests -->";
    private const string End = "<!-- /faults -->";

    private static IReadOnlyList<FaultAttribute> Faults { get; } =
    [
        .. typeof(ReadmeTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .Select(method => method.GetCustomAttribute<FaultAttribute>())
            .OfType<FaultAttribute>()
            .OrderBy(fault => Layers.Rank(fault.Layer))
            .ThenBy(fault => fault.Title, StringComparer.Ordinal),
    ];

    [Fact]
    public void Matrix_in_the_README_is_that_of_the_tests()
    {
        var path = Path.Combine(Checkout.Root, "README.md");
        var text = File.ReadAllText(path);
        var from = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var to = text.IndexOf(End, StringComparison.Ordinal);
        Assert.True(from >= Begin.Length && to > from, $"README.md has no place for the matrix, between {Begin} and {End}.");
        var table = string.Join('\n', ["", "", "| Fault | Verdict | Next step | What the usual tool says |", "| --- | --- | --- | --- |", .. Faults.Select(Row), "", ""]);
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            File.WriteAllText(path, text[..from] + table + text[to..]);
            return;
        }

        Assert.Equal(table, text[from..to]);
    }

    [Fact]
    public void Every_fault_is_told_apart_from_every_other_by_problem_or_evidence() =>
        Assert.Empty(Faults.Where(fault => fault.SeemsLike is null).GroupBy(fault => (fault.Problem, fault.IsWarning, fault.Evidence)).Where(group => group.Count() > 1).SelectMany(group => group).Select(fault => fault.Title));

    private static string Row(FaultAttribute fault)
    {
        var verdict = $"`{fault.Problem}`{(fault.IsWarning ? " (a warning)" : "")}{string.Concat(fault.Proof.Select(proof => $", {proof.Name}: {proof.Words}"))}";
        return $"| {fault.Layer}: {fault.Title} | {verdict} | {fault.Next.TrimEnd()}{(fault.Next.EndsWith('.') || fault.Next.EndsWith('?') ? "" : " …")} | {fault.Tool}: {fault.Says} |".Replace("\n", " ", StringComparison.Ordinal);
    }
}
