using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;

namespace Apertis.Pipeline;

/// <summary>Keeps answers that are paid for and here beyond the command that could no more write them.</summary>
internal static class UnwrittenResults
{
    private const string Variable = "ApertisUnwrittenResult";

    /// <summary>Keeps them in the session's variable; none leave it as it is.</summary>
    public static void Keep(IReadOnlyCollection<ChatResult> results, SessionState session)
    {
        if (results.Count > 0)
        {
            session.PSVariable.Set($"global:{Variable}", results);
        }
    }

    /// <summary>Says where they are. A command that is over can write to no stream any more.</summary>
    public static void Tell(int count, PSHost host)
    {
        if (count > 0)
        {
            host.UI.WriteWarningLine(string.Create(CultureInfo.InvariantCulture, $"{count} answers had arrived that could not be written any more: they are in ${Variable}."));
        }
    }
}
