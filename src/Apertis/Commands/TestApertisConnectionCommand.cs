using System.Management.Automation;
using System.Net;
using Apertis.Completion;
using Apertis.Diagnostics;
using Apertis.Parameters;

namespace Apertis.Commands;

/// <summary>Checks every layer between this machine and the API, and names the one most likely cause of trouble.</summary>
[Cmdlet(VerbsDiagnostic.Test, "ApertisConnection")]
[OutputType(typeof(ConnectionCheck), typeof(bool))]
public sealed class TestApertisConnectionCommand : ApertisCommand
{
    private const double DefaultTimeoutSec = 5;
    private const int DnsPort = 53;

    // Shown with the time of day, which is what matters where the same is asked again and again.
    private const string TimedTypeName = "Apertis.ConnectionCheck#Continuous";

    /// <summary>Creates the command.</summary>
    public TestApertisConnectionCommand()
        : base(DefaultTimeoutSec)
    {
    }

    /// <summary>A model to test too: whether it exists, is allowed for the key, answers, and streams. Costs a few tokens. Default: none.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ModelCompleter))]
    public string? Model { get; set; }

    /// <summary>The checks to run, with those that they build on. Default: all.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ValidateSet("Configuration", "Proxy", "Dns", "Tcp", "Tls", "Clock", "Http", "StatusPage", "Key", "Model", "Streaming")]
    public string[]? Check { get; set; }

    /// <summary>The API key: text, SecureString or credential. Default: <c>$env:APERTIS_API_KEY</c>, then <c>~/.apertis/config.json</c>.</summary>
    [Parameter]
    [ApiKey]
    public ApiKey? ApiKey { get; set; }

    /// <summary>DNS servers to ask, by address, where this machine's own fails. Default: 8.8.8.8 and 1.1.1.1, for public names only.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? DnsServer { get; set; }

    /// <summary>The page that announces outages, looked at after a failure. Default: <c>https://status.stima.tech</c>, for the vendor's hosts only.</summary>
    [Parameter]
    [ValidateNotNull]
    public Uri? StatusPageUri { get; set; }

    /// <summary>Returns only whether every check that applies ran and none failed.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <summary>Repeats the diagnosis until stopped. A round that comes to the same as the one before writes its verdict only.</summary>
    [Parameter]
    public SwitchParameter Continuous { get; set; }

    /// <summary>The pause between two rounds of <see cref="Continuous"/>, in seconds. Default: 10.</summary>
    [Parameter]
    [ValidateRange(0.0, 86400.0)]
    public double Delay { get; set; } = 10;

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var options = Options();
        string? before = null;
        do
        {
            if (before is not null)
            {
                Run(stop => Task.Delay(TimeSpan.FromSeconds(Delay), stop));
            }

            before = RunOnce(options, before);
        }
        while (Continuous);
    }

    private string RunOnce(DiagnosisOptions options, string? before)
    {
        var doctor = new ConnectionDoctor(CreateClient(ApiKey is null ? null : [ApiKey]), options);
        var held = new List<ConnectionCheck>();
        ConnectionCheck? verdict = null;
        Run(doctor.RunAsync, check =>
        {
            verdict = check;
            if (before is null)
            {
                Write(check);
            }
            else
            {
                held.Add(check);
            }
        });
        Progress.Complete();
        var outcome = $"{verdict!.Status} {verdict.Problem}";
        foreach (var check in before == outcome ? [verdict] : held)
        {
            Write(check);
        }

        if (Quiet)
        {
            WriteObject(verdict.Status is CheckStatus.Passed or CheckStatus.Warning);
        }

        return outcome;
    }

    private void Write(ConnectionCheck check)
    {
        if (Quiet)
        {
            return;
        }

        var result = PSObject.AsPSObject(check);
        if (Continuous)
        {
            result.TypeNames.Insert(0, TimedTypeName);
        }

        WriteObject(result);
    }

    private DiagnosisOptions Options()
    {
        if (!Continuous && MyInvocation.BoundParameters.ContainsKey(nameof(Delay)))
        {
            RefuseParameter("-Delay", "-Delay is the pause between two rounds: give -Continuous too, or leave it out.");
        }

        if (StatusPageUri is { } page && !(page.IsAbsoluteUri && page.Scheme is "http" or "https"))
        {
            RefuseParameter("-StatusPageUri", "-StatusPageUri needs an absolute http or https address.");
        }

        return new DiagnosisOptions
        {
            Limit = TimeSpan.FromSeconds(TimeoutSec),
            Environment = Versions(),
            Checks = Check,
            Model = Model,
            DnsServers = DnsServer is null ? null : [.. DnsServer.Select(Server)],
            StatusPage = StatusPageUri,
            UnderWay = Quiet ? null : names => Post(() => Progress.UnderWay(string.Join(", ", names))),
        };
    }

    private IPEndPoint Server(string text)
    {
        if (!IPEndPoint.TryParse(text, out var server))
        {
            RefuseParameter("-DnsServer", $"-DnsServer needs addresses, such as 8.8.8.8 or 127.0.0.1:5353; '{text}' is none. A name would need the DNS that is in doubt.");
        }

        return server!.Port == 0 ? new IPEndPoint(server.Address, DnsPort) : server;
    }
}
