using System.Management.Automation;
using Apertis.Engine;
using Apertis.Tests.Setup;

namespace Apertis.Tests.Chat.Bulk;

/// <summary>What became of one prompt of a bulk run: a result, or an error.</summary>
/// <param name="Index">Of the prompt.</param>
/// <param name="Prompt">The prompt itself.</param>
/// <param name="Content">The answer; null of an error.</param>
/// <param name="Error">The error; null of a result.</param>
internal sealed record BulkOutcome(int Index, string? Prompt, string? Content, ErrorRecord? Error)
{
    /// <summary>The outcomes of a run whose errors were merged into its output, in the order of the pipeline.</summary>
    public static IReadOnlyList<BulkOutcome> Of(EngineResult run)
    {
        Assert.Empty(run.Errors.Select(error => error.ToString()));
        return [.. run.Output.Select(Read)];
    }

    /// <summary>What a bulk run owes its user: one outcome a prompt, in the order of the prompts.</summary>
    public static void AssertOneEach(IReadOnlyList<BulkOutcome> outcomes, int count)
    {
        Assert.Equal(Enumerable.Range(0, count), outcomes.Select(outcome => outcome.Index));
        Assert.All(outcomes, outcome => Assert.True(outcome.Error is not null || outcome.Content == $"You said: {outcome.Prompt}", $"Prompt {outcome.Prompt} got: {outcome.Content}"));
    }

    /// <summary>As <see cref="AssertOneEach"/>, and none of them an error.</summary>
    public static void AssertAllAnswered(IReadOnlyList<BulkOutcome> outcomes, int count)
    {
        Assert.Empty(outcomes.Where(outcome => outcome.Error is not null).Select(outcome => $"{outcome.Index}: {outcome.Error}"));
        AssertOneEach(outcomes, count);
    }

    private static BulkOutcome Read(PSObject item) => item.BaseObject is ErrorRecord error
        ? new BulkOutcome((int)error.TargetObject.Get("Index")!, error.TargetObject.Text("Prompt"), null, error)
        : new BulkOutcome((int)item.Get("Index")!, item.Text("Prompt"), item.Text("Content"), null);
}
