using System.Collections.Concurrent;
using System.Text;
using Apertis.Gateway.Chat;
using Apertis.Gateway.Faults;
using Apertis.Gateway.Keys;
using Apertis.Gateway.Models;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Apertis.Gateway.Serving;

/// <summary>Takes each request through record, edge, fault, key and endpoint.</summary>
internal sealed class GatewayApplication(GatewayOptions options)
{
    private const int RecordedBytes = 1024 * 1024;

    private readonly ConcurrentDictionary<string, Fault> _faults = new();
    private readonly ModelCatalogue _models = new(options.ModelCount);

    public RequestLog Log { get; } = new();

    public PendingRequests Pending { get; } = new();

    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            string target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
            Address address = Address.Parse(context.Request.Method, target);
            byte[] body = await ReadBodyAsync(context);
            var exchange = new Exchange(context, address, body, options, _models);
            using IDisposable? pending = address.Endpoint == Endpoint.Chat ? Pending.Enter(exchange) : null;
            await HandleAsync(exchange, target);
        }
        catch (Exception gone) when (context.RequestAborted.IsCancellationRequested
            && gone is OperationCanceledException or ConnectionAbortedException or IOException)
        {
            // The client went away; nobody is left to answer.
        }
    }

    private async Task HandleAsync(Exchange exchange, string target)
    {
        if (exchange.Address.Endpoint == Endpoint.RecordedRequests)
        {
            await RecordedRequestsEndpoint.AnswerAsync(exchange, Log);
            return;
        }

        if (options.RecordRequests)
        {
            Log.Add(Record(exchange, target));
        }

        if (!EdgeAnswer.LetsPass(exchange.Context.Request.Headers.UserAgent))
        {
            exchange.Stamp(Sender.Edge);
            await EdgeAnswer.WriteAsync(exchange);
            return;
        }

        try
        {
            exchange.Fault = FindFault(exchange);
            exchange.Stamp(exchange.Fault?.Action.Sender ?? Sender.Api);
            await (exchange.Fault?.ServeAsync(exchange, ServeAsync) ?? ServeAsync(exchange));
        }
        catch (ArgumentException unknown)
        {
            exchange.Stamp(Sender.Api);
            await exchange.WriteErrorAsync(ErrorTable.Of("invalid_request").With($"Simulated gateway: {unknown.Message}"));
        }
    }

    private Fault? FindFault(Exchange exchange)
    {
        if (exchange.Address.FaultSegment is not { } segment)
        {
            return null;
        }

        Fault fault = _faults.GetOrAdd(segment, text => new Fault(text));
        return fault.Meets(exchange) ? fault : null;
    }

    private static async Task ServeAsync(Exchange exchange)
    {
        try
        {
            await Route(exchange);
        }
        catch (RefusalException refusal)
        {
            await exchange.WriteErrorAsync(refusal.Answer);
        }
    }

    private static Task Route(Exchange exchange)
    {
        Endpoint endpoint = exchange.Address.Endpoint;
        if (endpoint == Endpoint.Unknown)
        {
            throw new RefusalException("endpoint_not_found");
        }

        if (endpoint == Endpoint.Catalogue)
        {
            return ModelEndpoints.CatalogueAsync(exchange);
        }

        KeyRing.Admit(exchange);
        return endpoint switch
        {
            Endpoint.Models => ModelEndpoints.ListAsync(exchange),
            Endpoint.Model => ModelEndpoints.SingleAsync(exchange),
            Endpoint.CatalogueV2 => ModelEndpoints.DetailsAsync(exchange),
            Endpoint.TokenUsage => TokenEndpoints.UsageAsync(exchange),
            Endpoint.TokenInfo => TokenEndpoints.InfoAsync(exchange),
            _ => ChatEndpoint.AnswerAsync(exchange),
        };
    }

    private static async Task<byte[]> ReadBodyAsync(HttpContext context)
    {
        if (context.Request.ContentLength is 0 || HttpMethods.IsGet(context.Request.Method))
        {
            return [];
        }

        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        return buffer.ToArray();
    }

    private static GatewayRequest Record(Exchange exchange, string target)
    {
        HttpRequest request = exchange.Context.Request;
        var headers = new Dictionary<string, string>(request.Headers.Count, StringComparer.OrdinalIgnoreCase);
        foreach ((string name, StringValues values) in request.Headers)
        {
            headers[name] = values.ToString();
        }

        ReadOnlyMemory<byte> body = exchange.Body[..Math.Min(exchange.Body.Length, RecordedBytes)];
        return new GatewayRequest(
            exchange.Now,
            request.Method,
            target,
            headers,
            Encoding.UTF8.GetString(body.Span),
            exchange.Context.Connection.Id,
            request.Protocol);
    }
}
