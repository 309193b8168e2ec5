using System.Management.Automation;
using Apertis.Parameters;

namespace Apertis.Commands;

/// <summary>Checks every layer between this machine and the API, and names the one most likely cause of trouble.</summary>
[Cmdlet(VerbsDiagnostic.Test, "ApertisConnection")]
[OutputType(typeof(ConnectionCheck), typeof(bool))]
public sealed class TestApertisConnectionCommand : ApertisCommand
{
    private const double DefaultTimeoutSec = 5;

    /// <summary>Creates the command.</summary>
    public TestApertisConnectionCommand()
        : base(DefaultTimeoutSec)
    {
    }

    /// <summary>The API key: text, SecureString or credential. Default: <c>$env:APERTIS_API_KEY</c>, then <c>~/.apertis/config.json</c>.</summary>
    [Parameter]
    [ApiKey]
    public ApiKey? ApiKey { get; set; }

    /// <summary>Returns only whether every check that applies ran and none failed.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var doctor = CreateClient(ApiKey is null ? null : [ApiKey]).ConnectionDoctor(Versions(), TimeSpan.FromSeconds(TimeoutSec));
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
