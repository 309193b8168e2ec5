using System.Globalization;
using Apertis.Client.Http;
using Apertis.Client.Models;

namespace Apertis.Client.Diagnostics;

/// <summary>Whether the API answers, asked for its public catalogue. Sends no key.</summary>
internal sealed class HttpCheck : DiagnosticCheck
{
    public override string Name => "Http";

    public override IReadOnlyList<string> BuildsOn => ["Tls"];

    public override string? Target(DiagnosticContext context) => context.Settings.Base?.Catalogue.ToString();

    public override async Task<ConnectionCheck> RunAsync(DiagnosticContext context, CancellationToken cancellationToken)
    {
        var request = new ApiRequest { Method = HttpMethod.Get, Uri = context.Base.Catalogue, IsRetried = false, Timeout = context.Limit };
        try
        {
            var transport = context.Transport!;
            var response = await transport.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (ModelList.Read(response.Body, transport) is not { } models)
            {
                return Failed(transport.Reject(request, response, "ResponseMalformed", $"a list of models was expected, but {ServerText.Describe(response.Body.Span)}"));
            }

            var evidence = new Dictionary<string, string>
            {
                [Fact.Status] = response.StatusCode.ToString(CultureInfo.InvariantCulture),
                ["Latency"] = Milliseconds(response.Duration),
                ["RequestId"] = response.RequestId ?? "none",
            };
            return Passed(string.Create(CultureInfo.InvariantCulture, $"the public catalogue answers in {Milliseconds(response.Duration)} with {models.Count} models"), evidence);
        }
        catch (ApertisException exception)
        {
            return Failed(exception);
        }
    }
}
