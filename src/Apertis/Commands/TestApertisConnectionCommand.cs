using System.Management.Automation;

namespace Apertis.Commands;

/// <summary>Checks every layer between this machine and the API, and names the one most likely cause of trouble.</summary>
[Cmdlet(VerbsDiagnostic.Test, "ApertisConnection")]
[OutputType(typeof(ConnectionCheck), typeof(bool))]
public sealed class TestApertisConnectionCommand : ApiKeyCommand
{
    private const double DefaultTimeoutSec = 5;

    /// <summary>Creates the command.</summary>
    public TestApertisConnectionCommand()
        : base(DefaultTimeoutSec)
    {
    }

    /// <summary>Returns only whether every check that applies ran and none failed.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var doctor = CreateClient(ApiKey).ConnectionDoctor(Versions(), TimeSpan.FromSeconds(TimeoutSec));
        ConnectionCheck? last = null;
        Run(doctor.RunAsync, check =>
        {
            last = check;
            if (!Quiet)
            {
                WriteObject(check);
            }
        });
        if (Quiet)
        {
            WriteObject(last!.Status is CheckStatus.Passed or CheckStatus.Warning);
        }
    }
}
