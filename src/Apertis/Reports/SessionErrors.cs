using System.Collections;
using System.Management.Automation;
using Apertis.Commands;

namespace Apertis.Reports;

/// <summary>The errors of a session, the last one first: <c>$Error</c>.</summary>
/// <param name="state">The session.</param>
internal sealed class SessionErrors(SessionState state)
{
    private IEnumerable<object> All => state.PSVariable.GetValue("global:Error") is IEnumerable errors ? errors.Cast<object?>().OfType<object>().ToList() : [];

    /// <summary>The last error of this module that is not about a report; null when there is none.</summary>
    public ReportSubject? Last(SubjectReader reader) =>
        All.Where(error => !IsOfReport(error)).Select(reader.TryRead).FirstOrDefault(subject => subject is not null);

    /// <summary>The record of a bare exception, which knows the command; the exception itself when there is none.</summary>
    public object RecordOf(object item)
    {
        var exception = PSObject.AsPSObject(item).BaseObject as Exception;
        return All.OfType<ErrorRecord>().FirstOrDefault(record => exception is not null && ReferenceEquals(record.Exception, exception)) ?? item;
    }

    private static bool IsOfReport(object error) =>
        error is ErrorRecord record && CommandLine.CommandOf(record.FullyQualifiedErrorId) == typeof(NewApertisSupportReportCommand);
}
