using System.Management.Automation;
using Apertis.Client.Bulk;
using Apertis.Completion;
using Apertis.Parameters;

namespace Apertis.Commands;

/// <summary>Tests whether a key is good, says what is wrong with it, and what it may still spend.</summary>
[Cmdlet(VerbsDiagnostic.Test, "ApertisKey")]
[OutputType(typeof(KeyStatus), typeof(bool))]
public sealed class TestApertisKeyCommand : ApertisCommand
{
    private const double DefaultTimeoutSec = 30;
    private const int DefaultThrottleLimit = 5;

    private OrderedWindow<KeyStatus>? _window;
    private int _index;

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

    /// <summary>How many keys may be under test at once, 1 to 1000. Results come in the order of the keys. Default: 5.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int ThrottleLimit { get; set; } = DefaultThrottleLimit;

    /// <summary>Returns only whether the key works now.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => _window = new OrderedWindow<KeyStatus>(ThrottleLimit);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        IEnumerable<ApiKey?> keys = ApiKey ?? new ApiKey?[] { null };
        foreach (var key in keys)
        {
            // Each with settings of its own, so that what is wrong with one key is no other's business. Connections are shared all the same.
            var tester = CreateClient(key is null ? null : [key]).KeyTester();
            ShowWait();
            int? index = MyInvocation.ExpectingInput || ApiKey?.Length > 1 ? _index++ : null;
            _window!.Begin(async () => await tester.TestAsync(Model, StopToken).ConfigureAwait(false) with { Index = index });

            // With one test at a time each result is written before the next key is read.
            WriteFinished(_window, () => ThrottleLimit == 1 ? _window.IsEmpty : _window.HasRoom, Write);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => WriteFinished(_window!, () => _window!.IsEmpty, Write);

    private void ShowWait()
    {
        if (!Quiet)
        {
            Progress.Await("the key's test", TimeoutSec);
        }
    }

    private void Write(KeyStatus status)
    {
        Progress.Arrived();
        WriteObject(Quiet ? status.IsUsable : status);
        if (!_window!.IsEmpty)
        {
            ShowWait();
        }
    }
}
