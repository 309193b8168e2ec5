namespace Apertis.Client.Diagnostics;

/// <summary>What all checks together say: the one most likely cause, and the one next step.</summary>
internal static class Verdict
{
    public const string Name = "Verdict";

    public static ConnectionCheck From(IReadOnlyList<ConnectionCheck> results, DiagnosticContext context, TimeSpan duration)
    {
        var cause = results.FirstOrDefault(result => result.Status == CheckStatus.Failed) ?? results.FirstOrDefault(result => result.Status == CheckStatus.Warning);
        return new ConnectionCheck
        {
            Name = Name,
            Status = cause?.Status ?? CheckStatus.Passed,
            Target = context.Settings.Base?.Uri.ToString(),
            Duration = duration,
            Message = cause is null ? Healthy(context) : $"{cause.Name}: {cause.Message}",
            Problem = cause?.Problem,
            RecommendedAction = ActionText.First(cause?.RecommendedAction),
            Evidence = cause?.Evidence ?? System.Collections.ObjectModel.ReadOnlyDictionary<string, string>.Empty,
        };
    }

    private static string Healthy(DiagnosticContext context) =>
        context.Settings.Key is null ? "the API can be reached; no key was given, so none was tested" : "the API can be reached and the key works";
}
