namespace Apertis;

internal static class ModelRows
{
    public static IReadOnlyList<GuideProblem> All { get; } =
    [
        new("ModelNotFound", ProblemCategory.Model, "ObjectNotFound")
        {
            Codes = ["model_not_found"],
            Title = "There is no such model",
            Causes = ["A misspelt id: a hyphen is missing, or upper case where the id has lower (ids are case-sensitive).", "The model was withdrawn, or is unavailable for a while."],
            Actions =
            [
                "Did you mean {NearestModels}? Ids are case-sensitive and need every hyphen.",
                "List what exists: Get-ApertisModel, or with a pattern such as Get-ApertisModel *gpt*.",
                $"If the id is right, the model may be unavailable for now: see the status page, {TroubleshootingGuide.StatusPage}.",
            ],
        },
        new("ModelAccessDenied", ProblemCategory.Model, "PermissionDenied")
        {
            KeyEffect = KeyEffect.Denied,
            Codes = ["model_access_denied"],
            Title = "This key may not use the model",
            Causes = ["The key is restricted to other models.", "The plan does not include the model.", "The model needs special access."],
            Actions =
            [
                "See which models the key may use: Get-ApertisModel -Accessible.",
                "Check the key's model restrictions (dashboard → API Keys), and add {Model} there.",
                "Check that your plan includes the model; some need special access that support grants (dashboard, or hi@apertis.ai).",
                .. SubscriptionSteps.Found,
            ],
        },
    ];
}
