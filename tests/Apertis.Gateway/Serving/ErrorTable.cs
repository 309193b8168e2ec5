namespace Apertis.Gateway.Serving;

/// <summary>The errors of apertis-api.md, word for word as they travel.</summary>
internal static class ErrorTable
{
    private static readonly Dictionary<string, ErrorAnswer> Answers = new ErrorAnswer[]
    {
        new("invalid_request", 400, """{"error":{"message":"Invalid request","type":"invalid_request_error","code":"invalid_request"}}"""),
        new("invalid_parameter", 400, """{"error":{"message":"temperature must be between 0 and 2","type":"invalid_request_error","code":"invalid_parameter","param":"temperature"}}"""),
        new("missing_parameter", 400, """{"error":{"message":"Missing required parameter: messages","type":"invalid_request_error","code":"missing_parameter","param":"messages"}}"""),
        new("context_length_exceeded", 400, """{"error":{"message":"This model's maximum context length is 128000 tokens","type":"invalid_request_error","code":"context_length_exceeded"}}"""),
        new("invalid_image", 400, """{"error":{"message":"Invalid image","type":"invalid_request_error","code":"invalid_image"}}"""),
        new("output_length_exceeded", 400, """{"error":{"message":"Output length exceeded","type":"invalid_request_error","code":"output_length_exceeded"}}"""),
        new("content_policy_violation", 400, """{"error":{"message":"Content policy violation","type":"content_policy_error","code":"content_policy_violation"}}"""),
        new("invalid_api_key", 401, """{"error":{"message":"Invalid API key","type":"authentication_error","code":"invalid_api_key"}}"""),
        new("missing_api_key", 401, """{"error":{"message":"Missing API key","type":"authentication_error","code":"missing_api_key"}}"""),
        new("expired_api_key", 401, """{"error":{"message":"API key has expired","type":"authentication_error","code":"expired_api_key"}}"""),
        new("quota_exceeded", 402, """{"error":{"message":"Quota exceeded","type":"billing_error","code":"quota_exceeded"}}"""),
        new("insufficient_balance", 402, """{"error":{"message":"Insufficient balance","type":"billing_error","code":"insufficient_balance"}}"""),
        new("subscription_expired", 402, """{"error":{"message":"Subscription has expired","type":"billing_error","code":"subscription_expired"}}"""),
        new("payment_failed", 402, """{"error":{"message":"Payment failed","type":"billing_error","code":"payment_failed"}}"""),
        new("access_denied", 403, """{"error":{"message":"Access denied","type":"permission_error","code":"access_denied"}}"""),
        new("model_access_denied", 403, """{"error":{"message":"This API key may not use that model","type":"permission_error","code":"model_access_denied"}}"""),
        new("ip_not_allowed", 403, """{"error":{"message":"IP address not allowed","type":"permission_error","code":"ip_not_allowed"}}"""),
        new("account_suspended", 403, """{"error":{"message":"Account suspended","type":"permission_error","code":"account_suspended"}}"""),
        new("model_not_found", 404, """{"error":{"message":"Model 'xyz' not found","type":"invalid_request_error","code":"model_not_found"}}"""),
        new("endpoint_not_found", 404, """{"error":{"message":"Endpoint not found","type":"invalid_request_error","code":"endpoint_not_found"}}"""),
        new("rate_limit_exceeded", 429, """{"error":{"message":"Rate limit exceeded","type":"rate_limit_error","code":"rate_limit_exceeded"}}"""),
        new("insufficient_quota", 429, """{"error":{"message":"You exceeded your current quota, please check your plan and billing details","type":"insufficient_quota","code":"insufficient_quota","param":null}}"""),
        new("internal_error", 500, """{"error":{"message":"Internal server error","type":"server_error","code":"internal_error"}}"""),
        new("upstream_error", 502, """{"error":{"message":"Upstream provider error","type":"server_error","code":"upstream_error"}}"""),
        new("service_unavailable", 503, """{"error":{"message":"Service unavailable","type":"server_error","code":"service_unavailable"}}"""),
        new("model_overloaded", 503, """{"error":{"message":"Model is overloaded","type":"server_error","code":"model_overloaded"}}"""),
    }.ToDictionary(answer => answer.Code);

    public static IEnumerable<string> Codes => Answers.Keys;

    public static ErrorAnswer Of(string code) => Answers[code];

    public static bool Knows(string code) => Answers.ContainsKey(code);
}
