namespace Apertis;

internal static class ServerRows
{
    private const string ResourceUnavailable = "ResourceUnavailable";

    private static readonly GuideAction StatusStep = $"Look for an outage on the status page: {TroubleshootingGuide.StatusPage}.";

    private static readonly GuideAction SupportStep = "If it keeps happening, send support (dashboard, or hi@apertis.ai) the request id, the time and the error.";

    public static IReadOnlyList<GuideProblem> All { get; } =
    [
        new("ResponseMalformed", ProblemCategory.Server, "ProtocolError")
        {
            Title = "The answer makes no sense",
            Causes = ["Something else answered: a login page, a proxy, or another service at that base URI.", "The answer was cut short on the way."],
            Actions =
            [
                "Check the base URI: {BaseUri} is in use; the API's own is https://api.apertis.ai/v1.",
                "If the answer is a login page of this network, log in with a browser first. Test-ApertisConnection shows what answers.",
                StatusStep,
            ],
        },
        new("InternalError", ProblemCategory.Server, ResourceUnavailable)
        {
            Codes = ["internal_error"],
            Statuses = [500],
            Retry = RetryRule.Always,
            Title = "The service had an internal error",
            Causes = ["A fault of the service."],
            Actions = [StatusStep, "Run the command again in a minute, or with another model.", SupportStep],
        },
        new("UpstreamError", ProblemCategory.Server, ResourceUnavailable)
        {
            Codes = ["upstream_error"],
            Statuses = [502],
            Retry = RetryRule.Always,
            Title = "The model's provider failed",
            Causes = ["The provider behind the gateway answered with an error or not at all.", "A proxy on the way could not reach the API."],
            Actions = [StatusStep, "Use another model, or one of another provider, until it is back.", SupportStep],
        },
        new("ServiceUnavailable", ProblemCategory.Server, ResourceUnavailable)
        {
            Codes = ["service_unavailable"],
            Statuses = [503],
            Retry = RetryRule.Always,
            Title = "The service is unavailable",
            Causes = ["Maintenance or an outage.", "A proxy on the way could not reach the API."],
            Actions = [StatusStep, "Run the command again later. Test-ApertisConnection tells when it is back.", SupportStep],
        },
        new("ModelOverloaded", ProblemCategory.Server, ResourceUnavailable)
        {
            Codes = ["model_overloaded"],
            Retry = RetryRule.Always,
            Title = "The model is overloaded",
            Causes = ["Too many requests for this model at the provider."],
            Actions = ["Wait a moment, or use another model for now.", StatusStep, "Allow more attempts with -MaximumRetryCount."],
        },
    ];
}
