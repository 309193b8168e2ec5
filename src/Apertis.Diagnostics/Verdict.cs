using System.Collections.ObjectModel;

namespace Apertis.Diagnostics;

/// <summary>What all checks together say: the one most likely cause, and the one next step.</summary>
internal static class Verdict
{
    public const string Name = "Verdict";

    // Layers whose failure a wrong address explains.
    private static readonly string[] AboveDns = ["Tcp", "Tls", "Http"];

    public static ConnectionCheck From(IReadOnlyList<ConnectionCheck> results, DiagnosticContext context, TimeSpan duration)
    {
        // Whether somebody else's page about outages can be reached says nothing about this connection.
        var counted = results.Where(result => result.Name != "StatusPage" || context.Options.Checks is { Count: 1 }).ToList();
        var owed = counted.Find(result => result.IsOwed);
        var isFailure = counted.Exists(result => result.Status == CheckStatus.Failed);
        var cause = owed is null || isFailure ? Cause(counted, context) : null;
        var (status, message) = cause is not null ? (isFailure ? CheckStatus.Failed : cause.Status, $"{cause.Name}: {cause.Message}")
            : owed is not null ? (CheckStatus.Skipped, $"{owed.Name} could not be checked: {owed.Message}")
            : !results.Any(result => result.Status == CheckStatus.Passed && IsWritten(result.Name, context)) ? (CheckStatus.Skipped, "nothing that was asked for could be checked")
            : (CheckStatus.Passed, Healthy(results, context));
        return new ConnectionCheck
        {
            Name = Name,
            Status = status,
            Target = context.Settings.Base?.Uri.ToString(),
            Duration = duration,
            Timestamp = context.Time.GetUtcNow(),
            Message = message,
            Problem = cause?.Problem,
            RecommendedAction = ActionText.First(cause?.RecommendedAction),
            Evidence = cause?.Evidence ?? ReadOnlyDictionary<string, string>.Empty,
        };
    }

    private static ConnectionCheck? Cause(List<ConnectionCheck> results, DiagnosticContext context)
    {
        var failed = results.FindAll(result => result.Status == CheckStatus.Failed);
        var warnings = results.FindAll(result => result.Status == CheckStatus.Warning && IsWritten(result.Name, context));

        // A clock that explains why a certificate seems out of its time is found after the certificate.
        return failed.Find(result => result.Problem == "ClockSkew")
            ?? (failed.Exists(result => AboveDns.Contains(result.Name)) ? results.Find(result => result.Problem == "ResolverFailing" && result.Evidence.ContainsKey(Fact.Contradiction)) : null)
            ?? failed.FirstOrDefault()
            ?? warnings.Find(result => result.Problem is not null)
            ?? warnings.FirstOrDefault();
    }

    private static bool IsWritten(string name, DiagnosticContext context) => context.Options.Checks is null || context.Options.Names(name);

    private static string Healthy(IReadOnlyList<ConnectionCheck> results, DiagnosticContext context)
    {
        if (context.Options.Checks is { } some)
        {
            return $"nothing is wrong with {string.Join(", ", results.Where(result => result.Status == CheckStatus.Passed && IsWritten(result.Name, context)).Select(result => result.Name))}";
        }

        return context.Settings.Key is null ? "the API can be reached; no key was given, so none was tested"
            : context.Options.Model is { } model ? $"the API can be reached, the key works, and {model} answers"
            : "the API can be reached and the key works";
    }
}
