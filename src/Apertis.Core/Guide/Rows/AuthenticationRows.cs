namespace Apertis;

internal static class AuthenticationRows
{
    private const string NativeCategory = "AuthenticationError";

    public static IReadOnlyList<GuideProblem> All { get; } =
    [
        new("MissingApiKey", ProblemCategory.Authentication, NativeCategory)
        {
            KeyEffect = KeyEffect.Dead,
            Codes = ["missing_api_key"],
            Title = "No API key was given",
            Causes = ["No key in -ApiKey, in the environment or in the configuration file.", "A proxy removed the Authorization header on the way."],
            Actions =
            [
                "The key was sent, but the server says that none came: look for a proxy or gateway on the way that takes the Authorization header out. The key came from: {KeySource}.",
                "Set the key for this session: $env:APERTIS_API_KEY = Read-Host -MaskInput 'Apertis key', or pass it with -ApiKey (a SecureString, or Get-Secret's output).",
                "To configure it once, put {\"apiKey\":\"sk-…\"} into ~/.apertis/config.json, which the vendor's own command-line tool reads too.",
                "If you have no key yet, create one in the dashboard: API Keys.",
            ],
        },
        new("MalformedApiKey", ProblemCategory.Authentication, NativeCategory)
        {
            Title = "The API key can't be sent",
            Causes = ["Nothing is left of the key after white space, quotes and 'Bearer' are removed.", "The key holds characters that an HTTP header can't carry, usually from a chat or word processor."],
            Actions =
            [
                "{KeyFindings}",
                "Copy the key directly from the dashboard (API Keys) and store it without quotes or spaces.",
            ],
        },
        new("InvalidApiKey", ProblemCategory.Authentication, NativeCategory)
        {
            KeyEffect = KeyEffect.Dead,
            Codes = ["invalid_api_key"],
            Statuses = [401],
            Title = "The API key was not accepted",
            Causes = ["A typo in the key, a part of it is missing, or an invisible character or space was copied with it.", "The key was deleted in the dashboard.", "The key has expired.", "The key belongs to another service, or the header did not arrive as 'Authorization: Bearer sk-…'."],
            Actions =
            [
                "{KeyFindings}",
                "Copy the key directly from the dashboard (API Keys) rather than typing it. The key in use came from: {KeySource}.",
                "If the dashboard no longer lists the key, it was deleted: create a new one.",
                "Check the key's expiration date in the dashboard.",
                "Run Test-ApertisKey to see what is wrong with the key, invisible characters included. Try once with a fresh key, to rule the key out.",
            ],
        },
        new("ExpiredApiKey", ProblemCategory.Authentication, NativeCategory)
        {
            KeyEffect = KeyEffect.Dead,
            Codes = ["expired_api_key"],
            Title = "The API key has expired",
            Causes = ["The key's expiration date has passed."],
            Actions =
            [
                "Create a new key in the dashboard (API Keys); an expired key can't be revived.",
                "Give the new key a later expiration date, or none, and replace the old one where it is stored. It came from: {KeySource}.",
                .. SubscriptionSteps.Found,
            ],
        },
    ];
}
