namespace Apertis;

internal static class RequestRows
{
    private const string InvalidArgument = "InvalidArgument";
    private const string InvalidData = "InvalidData";

    public static IReadOnlyList<GuideProblem> All { get; } =
    [
        new("InvalidRequest", ProblemCategory.Request, InvalidArgument)
        {
            Codes = ["invalid_request"],
            Statuses = [400, 422],
            Title = "The API did not accept the request",
            Causes = ["The body is not valid JSON (a trailing comma, say); a proxy that rewrites bodies can cause that.", "A field is missing or has a value the API does not take.", "The model does not support something that was asked for."],
            Actions =
            [
                "Use https in the base URI: {BaseUri} leads to a port that wants TLS, and says so ('{TlsPort}').",
                "Read the server's message; -Debug shows the request and the answer as they were sent.",
                "Try the same prompt without optional parameters, then add them one at a time.",
                "Check that the model supports what was asked: Get-ApertisModel {Model} -Detailed.",
            ],
        },
        new("InvalidParameter", ProblemCategory.Request, InvalidArgument)
        {
            Codes = ["invalid_parameter"],
            Title = "A parameter has a value that is not allowed",
            Causes = ["A value out of range: temperature 0 to 2, top_p 0 to 1, n 1 to 128, max_tokens 1 to the model's limit.", "A combination that the model does not take."],
            Actions =
            [
                "Change the value of {Param}.",
                "The API answered {Status}. Ranges: -Temperature 0 to 2 (0.7 is usual), -TopP 0 to 1, -MaxTokens from 1 to the model's own limit.",
                "See what each parameter takes: Get-Help with the command's name and -Parameter *",
            ],
        },
        new("MissingParameter", ProblemCategory.Request, InvalidArgument)
        {
            Codes = ["missing_parameter"],
            Title = "A required field is missing",
            Causes = ["The request had no model or no messages.", "A proxy or gateway on the way dropped a part of the body."],
            Actions =
            [
                "Give the field {Param}.",
                "A chat needs a model and at least one message: Invoke-ApertisChat 'Hello' -Model gpt-4.1.",
            ],
        },
        new("ContextLengthExceeded", ProblemCategory.Request, InvalidArgument)
        {
            Codes = ["context_length_exceeded"],
            Title = "The conversation is too long for the model",
            Causes = ["Prompt, earlier messages and the answer's limit together exceed the model's context length."],
            Actions =
            [
                "Split the prompt into smaller chunks and send them one after another.",
                "Choose a model with a longer context: Get-ApertisModel -Detailed shows ContextLength.",
                "Lower -MaxTokens, which counts towards the same limit.",
            ],
        },
        new("OutputLengthExceeded", ProblemCategory.Request, InvalidArgument)
        {
            Codes = ["output_length_exceeded"],
            Title = "More tokens were asked for than the model can answer",
            Causes = ["-MaxTokens is above the model's output limit."],
            Actions = ["Lower -MaxTokens, or leave it out to get the model's own limit.", "Ask for the answer in parts."],
        },
        new("InvalidImage", ProblemCategory.Request, InvalidArgument)
        {
            Codes = ["invalid_image"],
            Title = "The image can't be used",
            Causes = ["There is no such file, or this user may not read it.", "The image is not PNG, JPEG, WebP or GIF, is larger than 20 MB, or is damaged.", "The API can't reach the image's address."],
            Actions =
            [
                "Check that {ImagePath} exists and that this user may read it; a path without a drive or root counts from the current location.",
                new("Use a PNG, JPEG, WebP or GIF of at most 20 MB.") { Unless = Fact.ImagePath },
                new("If the image is given by URL, check that the URL is public.") { Unless = Fact.ImagePath },
            ],
        },
        new("InvalidMessage", ProblemCategory.Request, InvalidArgument)
        {
            Title = "The prompt or conversation can't be sent",
            Causes = ["The prompt is empty or only white space.", "What was piped in or given is no prompt and no message.", "A message has an unknown role, or there are no messages at all."],
            Actions =
            [
                "{Remedy}",
                new("Give a prompt with text in it: every request needs at least one message with content.") { Unless = Fact.Remedy },
                "In a pipeline, leave out {BlankItems} first: … | Where-Object { \"$_\".Trim() } | Invoke-ApertisChat.",
            ],
        },
        new("ContentPolicyViolation", ProblemCategory.Request, InvalidArgument)
        {
            Codes = ["content_policy_violation"],
            Title = "The content policy stopped the request",
            Causes = ["The prompt, or the answer that it led to, goes against the model provider's content policy."],
            Actions = ["Rephrase the prompt, or leave out the part that may be objectionable.", "Providers differ: another model may answer. If you think that this is a mistake, send the request id to support."],
        },
        new("PayloadTooLarge", ProblemCategory.Request, InvalidArgument)
        {
            Statuses = [413],
            Title = "The request is too large",
            Causes = ["The prompt, its images or the conversation are larger than the API, or a proxy on the way, accepts."],
            Actions = ["Split the prompt into smaller chunks.", "Send images smaller, or by URL.", "If a company proxy answered, have its limit for request bodies raised."],
        },
        new("ResponseFormatMismatch", ProblemCategory.Request, InvalidData)
        {
            Title = "The answer is not in the format that was asked for",
            Causes = ["The model does not hold to JSON, or was cut off in the middle of it."],
            Actions = ["Use a model that supports JSON answers, and say in the prompt that you want JSON.", "If FinishReason is 'length', raise -MaxTokens. The text is in the error's TargetObject."],
        },
        new("EndpointNotFound", ProblemCategory.Request, InvalidArgument)
        {
            Codes = ["endpoint_not_found"],
            Statuses = [404],
            Title = "There is nothing at this address",
            Causes = ["The base URI is wrong: another host, or a path too many.", "The gateway behind a self-chosen base URI does not offer this endpoint."],
            Actions =
            [
                "Check the base URI: {BaseUri} is in use; the API's own is https://api.apertis.ai/v1.",
                "Look where it comes from: -BaseUri, then $env:APERTIS_BASE_URL, then ~/.apertis/config.json. Test-ApertisConnection shows it.",
            ],
        },
        new("InvalidBaseUri", ProblemCategory.Request, InvalidArgument)
        {
            Title = "The base URI can't be used",
            Causes = ["It is not an absolute http or https address (the scheme is missing, say)."],
            Actions =
            [
                "Did you mean {CompleteUri}? The scheme is missing.",
                "Write it in full, such as https://api.apertis.ai/v1, which is what counts where none is set.",
                "Look where it comes from: -BaseUri, then $env:APERTIS_BASE_URL, then ~/.apertis/config.json.",
            ],
        },
        new("InvalidConfiguration", ProblemCategory.Request, InvalidData)
        {
            Title = "The configuration file can't be used",
            Causes = ["~/.apertis/config.json is not valid JSON, or can't be read by this user."],
            Actions =
            [
                "Mend or remove {ConfigurationFile}; it should look like {\"apiKey\":\"sk-…\",\"baseUrl\":\"https://api.apertis.ai/v1\"}.",
                "Or go round it: set $env:APERTIS_API_KEY and $env:APERTIS_BASE_URL, or use -ApiKey and -BaseUri.",
            ],
        },
    ];
}
