using System.Management.Automation;
using Apertis.Client;
using Apertis.Diagnostics;
using Apertis.Diagnostics.Reports;
using Apertis.Parameters;
using Apertis.Pipeline;
using Apertis.Reports;

namespace Apertis.Commands;

/// <summary>Puts together what support needs to know of an error, without secrets.</summary>
[Cmdlet(VerbsCommon.New, "ApertisSupportReport", SupportsShouldProcess = true)]
[OutputType(typeof(SupportReport))]
public sealed class NewApertisSupportReportCommand : ApertisCommand
{
    private const double DefaultTimeoutSec = 5;

    private readonly List<ReportSubject> _subjects = [];
    private readonly List<ConnectionCheck> _checks = [];
    private SubjectReader? _reader;
    private SessionErrors? _errors;
    private bool _isGiven;
    private bool _hasItem;

    /// <summary>Creates the command.</summary>
    public NewApertisSupportReportCommand()
        : base(DefaultTimeoutSec)
    {
    }

    /// <summary>
    /// What to report: error records or exceptions of the module, also from jobs and remote sessions; results of <c>Test-ApertisKey</c>; checks of
    /// <c>Test-ApertisConnection</c>, which become part of each report. Default: the last error of the module in this session.
    /// </summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    public object?[]? InputObject { get; set; }

    /// <summary>Adds the checks of <c>Test-ApertisConnection</c>, run now.</summary>
    [Parameter]
    public SwitchParameter IncludeConnectionTest { get; set; }

    /// <summary>Leaves the prompt in the report.</summary>
    [Parameter]
    public SwitchParameter IncludePrompt { get; set; }

    /// <summary>A file to save the report to, as Markdown. It is taken as it is: there are no wildcards in it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Leaves a file that exists as it is, with an error.</summary>
    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>The API key: text, SecureString or credential. Default: <c>$env:APERTIS_API_KEY</c>, then <c>~/.apertis/config.json</c>.</summary>
    [Parameter]
    [ApiKey]
    public ApiKey? ApiKey { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _isGiven = MyInvocation.ExpectingInput || MyInvocation.BoundParameters.ContainsKey(nameof(InputObject));
        _reader = new SubjectReader(IncludePrompt);
        _errors = new SessionErrors(SessionState);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var item in InputObject ?? (_isGiven ? [null] : []))
        {
            _hasItem = true;
            if (item is null)
            {
                WriteRefusal("NotAnApertisError", ErrorCategory.InvalidArgument, "There is nothing to report in $null.", "Pipe in an error of an Apertis command, such as $Error[0]; an index beyond the end of a list gives $null.", null);
            }
            else if (SubjectReader.TryReadCheck(item) is { } check)
            {
                _checks.Add(check);
            }
            else if (_reader!.TryRead(_errors!.RecordOf(item)) is { } subject)
            {
                _subjects.Add(subject);
            }
            else
            {
                WriteRefusal("NotAnApertisError", ErrorCategory.InvalidArgument, $"There is nothing of this module to report in {Name(item)}.", "Pipe in an error of an Apertis command, such as $Error[0], or a result of Test-ApertisKey or Test-ApertisConnection.", item);
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var client = CreateClient(ApiKey is null ? null : [ApiKey]);
        if (!_isGiven && _errors!.Last(_reader!) is { } last)
        {
            _subjects.Add(last);
        }

        if (IncludeConnectionTest)
        {
            Run(new ConnectionDoctor(client, new DiagnosisOptions { Limit = TimeSpan.FromSeconds(TimeoutSec), Environment = Versions() }).RunAsync, _checks.Add);
        }

        if (_subjects.Count == 0 && _checks.Count > 0)
        {
            _subjects.Add(SubjectReader.OfVerdict(_checks));
        }

        if (_subjects.Count == 0 && !_hasItem && !MyInvocation.ExpectingInput)
        {
            WriteRefusal("NoApertisError", ErrorCategory.ObjectNotFound, _isGiven ? "There is nothing to report: what was given is empty." : "There is no error of this module in the session to report.", "Pipe one in: $failed | New-ApertisSupportReport, or run the command that fails again first.\nTo report the connection alone: New-ApertisSupportReport -IncludeConnectionTest", null);
        }

        Write([.. _subjects.Select(subject => Report(subject, client))]);
    }

    private SupportReport Report(ReportSubject subject, ApertisClient client)
    {
        var sanitizer = new ReportSanitizer(client.Redactor, PersonalText.OfThisUser, IncludePrompt ? [] : subject.Conversation);
        return sanitizer.Sanitize(subject.Facts with
        {
            Checks = _checks,
            Environment = ReportEnvironment.Describe(Versions(), client),
        });
    }

    // The file comes first: whoever reads the reports may have had enough after one.
    private void Write(SupportReport[] reports)
    {
        if (Path is not null && reports.Length > 0)
        {
            var file = Save(string.Join('\n', reports.Select(report => report.Markdown)));
            reports = [.. reports.Select(report => report with { FileName = file })];
        }

        WriteObject(reports, enumerateCollection: true);
    }

    private string? Save(string text)
    {
        try
        {
            var file = ReportFile.Resolve(Path!, SessionState.Path);
            if (ShouldProcess(file, "Save the report"))
            {
                ReportFile.Write(file, text, overwrites: !NoClobber);
                return System.IO.Path.GetFileName(file);
            }
        }
        catch (IOException exception)
        {
            WriteRefusal("ReportNotSaved", ErrorCategory.WriteError, $"The report can't be saved to '{Path}': {exception.Message.TrimEnd('.')}.", $"{(NoClobber && System.IO.File.Exists(ReportFile.Resolve(Path!, SessionState.Path)) ? "Give another name, or leave out -NoClobber to overwrite the file." : "Give the path of a file in a folder that exists and that you may write to.")}\nThe report itself is returned all the same.", Path);
        }

        return null;
    }

    private void WriteRefusal(string id, ErrorCategory category, string message, string advice, object? target) =>
        WriteError(ErrorRecords.WithAdvice(new ErrorRecord(new InvalidOperationException(message), id, category, target), ActionText.Join(ActionText.Split(advice)), ShellVersion));

    private static string Name(object item) =>
        PSObject.AsPSObject(item).BaseObject is ErrorRecord error ? $"the error {error.FullyQualifiedErrorId}" : $"an object of type {PSObject.AsPSObject(item).TypeNames[0]}";
}
