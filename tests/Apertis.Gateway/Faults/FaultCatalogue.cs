using Apertis.Gateway.Chat;
using Apertis.Gateway.Serving;

namespace Apertis.Gateway.Faults;

/// <summary>Every fault by name.</summary>
internal static class FaultCatalogue
{
    private const string EdgeHtml = """
        <!DOCTYPE html>
        <html lang="en-US">
        <head><title>Access denied | api.apertis.ai used Cloudflare to restrict access</title></head>
        <body><h1>Access denied</h1><p>The owner of this website has banned your access based on your browser's signature.</p><p>error code: 1010</p></body>
        </html>
        """;

    private const string LoginHtml = """
        <!DOCTYPE html>
        <html><head><title>Guest network: sign in</title></head>
        <body><form action="/login" method="post"><input name="user"><input name="password" type="password"></form></body></html>
        """;

    private static readonly FaultKind[] Behaviours =
    [
        new("none", "served normally: a private prefix, extra headers, a delay", _ => new NoFault()),
        new("slow", "served normally, after delay-ms (2000)", _ => new SlowFault()),
        new("status", "status (500) with a body of the shape body=" + string.Join('|', BodyShapes.Names), settings => new StatusFault(settings), "body"),
        new("flaky", "chat: percent (20) of the requests, at random from seed (1), fail with one of kinds=" + string.Join('+', FlakyFault.Kinds) + "; 429 with retry-after-ms (50)", settings => new FlakyFault(settings), "percent", "seed", "kinds", "retry-after-ms"),
        new("rate-limit", "429 to a key's requests past limit (10) in window-ms (500), with retry-after-ms to the window's end", settings => new RateLimitFault(settings), "limit", "window-ms"),
        new("key-error", "the error code (invalid_api_key) for one key, by name or in full", settings => new KeyErrorFault(settings), "key", "code", "param"),
        new("slow-prompt", "chat: ms (2000) before the answer to a prompt that contains text", settings => new SlowPromptFault(settings, settings.Milliseconds("ms", 2000)), "text", "ms"),
        new("hang-prompt", "chat: no answer to a prompt that contains text until the client goes away", settings => new SlowPromptFault(settings, Timeout.InfiniteTimeSpan), "text"),
        new("edge-block", "the CDN's 403: error code: 1010", settings => new BodyFault(settings, 403, Exchange.Text, EdgeAnswer.Body, Sender.Edge)),
        new("edge-block-html", "the same as an HTML page", settings => new BodyFault(settings, 403, Exchange.Html, EdgeHtml, Sender.Edge)),
        new("login-page", "200 with a captive portal's HTML", settings => new BodyFault(settings, 200, Exchange.Html, LoginHtml, Sender.Stranger)),
        new("empty", "200 with an empty body", settings => new BodyFault(settings, 200, Exchange.Json, "")),
        new("not-json", "200 with text that claims to be JSON", settings => new BodyFault(settings, 200, Exchange.Json, "This is not JSON.")),
        new("no-choices", "200 without any choice; a stream of such chunks if one was asked for", settings => new NoChoicesFault(settings)),
        new("truncated", "200 whose Content-Length promises twice what is sent", settings => new TruncatedFault(settings)),
        new("error-in-200", "200 with an error body, code (internal_error)", settings => new ErrorFault(settings, settings.Error("internal_error") with { Status = 200 }), "code", "param"),
        new("content", "chat: the content is exactly text", settings => new AlteredReplyFault(reply => reply with { Contents = [settings.Text("text") ?? ""] }), "text"),
        new("content-filter", "chat: finish_reason content_filter, null content", _ => new AlteredReplyFault(reply => reply with { Contents = [null], FinishReason = "content_filter" })),
        new("web-sources-in-message", "chat: web_sources of a :web model inside the message or delta", _ => new AlteredReplyFault(reply => reply with { WebInMessage = true })),
        new("odd-types", "200 whose optional fields are null or of other JSON types", _ => new OddTypesFault()),
        new("v2-flat", "v2: models[] at the top instead of under data", _ => new FlatCatalogueFault()),
        new("redirect", "status (302) to the setting to (https://elsewhere.invalid/login)", settings => new RedirectFault(settings), "to"),
        new("reset", "TCP reset before an answer", _ => new ResetFault()),
        new("close", "connection closed without an answer", _ => new CloseFault()),
        new("hang", "no answer until the client goes away", _ => new HangFault()),
        new("slow-body", "headers at once, then a byte every ms (50)", settings => new SlowBodyFault(settings), "ms"),
        new("echo-secret", "status (401) with the client's key in body and headers, in many spellings", settings => new EchoSecretFault(settings)),
        new("stream-slow", "stream: ms (100) between words", settings => new StreamPaceFault(settings, holdsBack: false), "ms"),
        new("stream-buffered", "stream: ms (100) between words, but delivered in one piece at the end", settings => new StreamPaceFault(settings, holdsBack: true), "ms"),
        new("stream-cut", "stream: TCP reset after (3) data events", settings => new StreamCutFault(settings), "after"),
        new("stream-end", "stream: ends in good order after (3) data events, no finish_reason, no [DONE]", settings => new StreamEndFault(settings), "after"),
        new("stream-no-done", "stream: complete but for [DONE]", _ => new StreamSkipFault(StreamEvent.Done)),
        new("stream-no-finish", "stream: complete but for finish_reason", _ => new StreamSkipFault(StreamEvent.Finish)),
        new("stream-stall", "stream: after (3) data events only a : ping every ms (200)", settings => new StreamStallFault(settings), "after", "ms"),
        new("stream-malformed", "stream: after (3) data events one that is half a JSON text, then the rest", settings => new StreamMalformedFault(settings), "after"),
        new("stream-error", "stream: after (3) data events an error, code (upstream_error), then the end", settings => new StreamErrorFault(settings), "after", "code", "param"),
    ];

    private static readonly Dictionary<string, FaultKind> ByName =
        ErrorTable.Codes.Select(ErrorKind).Concat(Behaviours).ToDictionary(kind => kind.Name);

    public static IReadOnlyList<FaultKind> All { get; } = [.. ByName.Values];

    /// <exception cref="ArgumentException">No such fault.</exception>
    public static FaultKind Find(string name) => ByName.TryGetValue(name, out FaultKind? kind)
        ? kind
        : throw new ArgumentException($"There is no fault '{name}'.");

    private static FaultKind ErrorKind(string code)
    {
        ErrorAnswer answer = ErrorTable.Of(code);
        return new FaultKind(
            code,
            $"{answer.Status} with that code",
            settings => new ErrorFault(settings, answer.With(settings.Text("message"), settings.Text("param"))),
            "param");
    }
}
