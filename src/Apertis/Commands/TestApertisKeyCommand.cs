using System.Management.Automation;
using Apertis.Completion;
using Apertis.Parameters;

namespace Apertis.Commands;

/// <summary>Tests whether a key is good, says what is wrong with it, and what it may still spend.</summary>
[Cmdlet(VerbsDiagnostic.Test, "ApertisKey")]
[OutputType(typeof(KeyStatus), typeof(bool))]
public sealed class TestApertisKeyCommand : ApertisCommand
{
    private const double DefaultTimeoutSec = 30;

    /// <summary>Creates the command.</summary>
    public TestApertisKeyCommand()
        : base(DefaultTimeoutSec)
    {
    }

    /// <summary>The keys to test: text, SecureString or credential. Default: <c>$env:APERTIS_API_KEY</c>, then <c>~/.apertis/config.json</c>.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ApiKey]
    public ApiKey[]? ApiKey { get; set; }

    /// <summary>A model that the key is to be good for.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ModelCompleter))]
    public string? Model { get; set; }

    /// <summary>Returns only whether the key works now.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        IEnumerable<ApiKey?> keys = ApiKey ?? new ApiKey?[] { null };
        foreach (var key in keys)
        {
            var tester = CreateClient(key is null ? null : [key]).KeyTester();
            var status = Run(stop => tester.TestAsync(Model, stop));
            if (Quiet)
            {
                WriteObject(status.IsUsable);
            }
            else
            {
                WriteObject(status);
            }
        }
    }
}
