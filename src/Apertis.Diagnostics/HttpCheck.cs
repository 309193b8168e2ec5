using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Apertis.Client.Http;
using Apertis.Client.Models;

namespace Apertis.Diagnostics;

/// <summary>Whether the API answers, asked for its public catalogue, and how soon. Sends no key.</summary>
internal sealed partial class HttpCheck : DiagnosticCheck
{
    // Status "Network Authentication Required", RFC 6585.
    private const int LoginRequired = 511;

    // The first call makes a connection, so one alone says little about the service.
    private const int Calls = 3;

    public override string Name => "Http";

    public override IReadOnlyList<string> BuildsOn => ["Tls"];

    public override string? Target(DiagnosticContext context) => context.Settings.Base?.Catalogue.ToString();

    public override async Task<ConnectionCheck> RunAsync(DiagnosticContext context, CancellationToken cancellationToken)
    {
        var transport = context.Transport!;
        var deadline = transport.StartDeadline(context.Options.Limit);
        try
        {
            var (request, response) = await AskAsync().ConfigureAwait(false);
            context.ServerClock = ServerClock.From(response.Headers, response.Answer.ArrivedAt);
            if (ModelList.Read(response.Body, transport) is not { } models)
            {
                return Failed(Reject(request, response, context));
            }

            var durations = new List<TimeSpan> { response.Duration };
            try
            {
                while (durations.Count < Calls)
                {
                    durations.Add((await AskAsync().ConfigureAwait(false)).Response.Duration);
                }
            }
            catch (ApertisException)
            {
                // The first answer has shown that the API can be reached; what is left of the limit was too little for more.
            }

            var latency = Milliseconds(durations.Order().ElementAt(durations.Count / 2));
            var evidence = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
            {
                [Fact.Status] = response.StatusCode.ToString(CultureInfo.InvariantCulture),
                ["Latency"] = latency,
                ["Latencies"] = string.Join(", ", durations.Select(Milliseconds)),
                ["RequestId"] = response.RequestId ?? "none",
            };
            return Passed($"the public catalogue answers in {latency} with {models.Count} models", evidence);
        }
        catch (ApertisException exception) when (exception.StatusCode == LoginRequired)
        {
            return Failed(GuideMatch.Local("CaptivePortal", "the network wants a login (HTTP 511)", (Fact.Host, context.Base.Host), (Fact.Status, "511")), context);
        }
        catch (ApertisException exception)
        {
            context.ServerClock = exception.Clock;
            return Failed(exception);
        }

        async Task<(ApiRequest Request, ApiResponse Response)> AskAsync()
        {
            var request = new ApiRequest { Method = HttpMethod.Get, Uri = context.Base.Catalogue, IsRetried = false, Timeout = deadline.Left };
            return (request, await transport.SendAsync(request, cancellationToken).ConfigureAwait(false));
        }
    }

    // Over TLS that nobody inspects it is the host itself that answers, and a page without a login is its web site.
    private static ApertisException Reject(ApiRequest request, ApiResponse response, DiagnosticContext context)
    {
        var text = Encoding.UTF8.GetString(response.Body.Span[..Math.Min(response.Body.Length, 64 * 1024)]);
        var isPage = text.TrimStart('\uFEFF', ' ', '\t', '\r', '\n').StartsWith('<');
        var isPortal = isPage && (Login().IsMatch(text) || !context.Base.IsHttps || context.Results["Tls"].Problem == "TlsInspection");
        return context.Transport!.Reject(request, response, isPortal ? "CaptivePortal" : "ResponseMalformed", $"a list of models was expected, but {ServerText.Describe(response.Body.Span)}");
    }

    [GeneratedRegex(@"type\s*=\s*[""']?password|captive|log[ -]?[io]n|sign[ -]?in|accept the terms", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Login();
}
