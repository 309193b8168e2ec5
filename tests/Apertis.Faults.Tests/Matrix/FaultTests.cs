using System.Reflection;
using System.Runtime.CompilerServices;
using Apertis.Faults.Places;
using Apertis.Gateway;
using Apertis.Shell;

namespace Apertis.Faults.Matrix;

/// <summary>Tests that make faults, each with a <see cref="FaultAttribute"/>.</summary>
public abstract class FaultTests(Clinic clinic) : IClassFixture<Clinic>
{
    // Limits of the issue, in seconds: of a check, beyond its own -TimeoutSec, and of all of them.
    private const double CheckAllowance = 1;
    private const double WholeLimit = 15;

    /// <summary>The gateway, over plain http.</summary>
    protected GatewayServer Gateway => clinic.Gateway;

    /// <summary>Has a tool and the doctor look at a fault, keeps what both say, and holds it against the fault's attribute.</summary>
    /// <param name="parameters">Of Test-ApertisConnection; key, limit, DNS servers and status page are added where they are not given.</param>
    /// <param name="tool">Arguments of the tool.</param>
    /// <param name="place">Where; null is here.</param>
    /// <param name="test">The calling test.</param>
    internal async Task ExamineAsync(string parameters, IEnumerable<string> tool, Place? place = null, [CallerMemberName] string test = "")
    {
        var fault = GetType().GetMethod(test)!.GetCustomAttribute<FaultAttribute>()!;
        place ??= Place.Here;
        string[] arguments = [.. fault.Tool == "curl" ? CurlDefaults : [], .. tool];
        var said = Machine.Has(fault.Tool) ? await place.RunAsync(fault.Tool, arguments) : null;
        IReadOnlyList<Finding> findings = [];
        try
        {
            if (said is not null)
            {
                Assert.Contains(fault.Says, said.Output + said.Errors, StringComparison.OrdinalIgnoreCase);
            }

            findings = await clinic.DiagnoseAsync(parameters, place);
        }
        finally
        {
            FaultReport.Add(fault, string.Join(' ', [fault.Tool, .. arguments]), said, findings);
        }

        AssertHonest(findings, fault);
        AssertNamed(findings, fault);
    }

    // The CDN in front of the API, and so the gateway, refuses what does not look like a browser.
    private static string[] CurlDefaults { get; } = ["--no-progress-meter", "--verbose", "--max-time", "3", "--user-agent", "Mozilla/5.0"];

    private static void AssertHonest(IReadOnlyList<Finding> findings, FaultAttribute fault)
    {
        var verdict = Assert.Single(findings, finding => finding.Name == Layers.Verdict);
        Assert.Same(verdict, findings[^1]);
        Assert.Equal(findings.OrderBy(finding => Layers.Rank(finding.Name)), findings);
        Assert.All(findings, finding => Assert.InRange(finding.Seconds, 0, WholeLimit));
        Assert.InRange(findings.SkipLast(1).Sum(finding => finding.Seconds), 0, WholeLimit + CheckAllowance);

        var failed = findings.SkipLast(1).FirstOrDefault(finding => finding.Status == "Failed" && finding.Name != Layers.StatusPage);
        Assert.Equal(fault.IsWarning, failed is null);
        if (failed is null)
        {
            return;
        }

        var above = findings.SkipLast(1).SkipWhile(finding => finding != failed).Skip(1).Where(finding => Layers.BuildsOn(finding.Name, failed.Name));
        Assert.All(above, finding => Assert.True(finding.Status == "Skipped", $"{finding.Name} is {finding.Status}, although {failed.Name} failed."));
    }

    private static void AssertNamed(IReadOnlyList<Finding> findings, FaultAttribute fault)
    {
        var verdict = findings[^1];
        Assert.Equal((fault.Problem, fault.IsWarning ? "Warning" : "Failed"), (verdict.Problem, verdict.Status));
        var finding = findings.First(finding => finding.Problem == fault.Problem && finding.Status is "Failed" or "Warning");
        Assert.Equal(fault.Layer, finding.Name);
        Assert.All(fault.Proof, proof => Assert.Contains(proof.Words, finding.Evidence.GetValueOrDefault(proof.Name, "none"), StringComparison.OrdinalIgnoreCase));

        Assert.False(string.IsNullOrWhiteSpace(verdict.RecommendedAction));
        Assert.DoesNotContain('\n', verdict.RecommendedAction);

        // What the reader has just run, or a call that was none of his, is no next step.
        Assert.DoesNotContain("Test-ApertisConnection", verdict.RecommendedAction, StringComparison.Ordinal);
        Assert.DoesNotContain("TargetObject", verdict.RecommendedAction, StringComparison.Ordinal);
        Assert.StartsWith(fault.Next, verdict.RecommendedAction, StringComparison.Ordinal);
    }
}
