using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Apertis.Gateway.Faults;
using Apertis.Gateway.Models;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Apertis.Gateway.Serving;

/// <summary>One request and its answer.</summary>
internal sealed class Exchange(HttpContext context, Address address, ReadOnlyMemory<byte> body, GatewayOptions options, ModelCatalogue models)
{
    public const string Json = "application/json; charset=utf-8";
    public const string Html = "text/html; charset=utf-8";
    public const string Text = "text/plain; charset=utf-8";

    // Sources: apertis-api.md, "Rate limits": the per-address limit is the lower one, and its window is 3 minutes.
    private const int RateLimit = 1500;
    private const int RateLimitWindowSeconds = 180;
    private const int RateLimitedSeconds = 2;

    // A reset, or our own close of the socket, may overtake what was sent before it.
    private static readonly TimeSpan TimeToArrive = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan TimeToClose = TimeSpan.FromSeconds(2);

    public HttpContext Context { get; } = context;

    public Address Address { get; } = address;

    public ReadOnlyMemory<byte> Body { get; } = body;

    public GatewayOptions Options { get; } = options;

    public ModelCatalogue Models { get; } = models;

    public DateTimeOffset Now { get; } = options.TimeProvider.GetUtcNow();

    /// <summary>The fault that this request meets, if any.</summary>
    public Fault? Fault { get; set; }

    /// <summary>Ends once the client hears of the answer, or of its absence.</summary>
    public IDisposable? Pending { get; set; }

    /// <summary>The client has gone away, or the server stops.</summary>
    public CancellationToken Aborted => Context.RequestAborted;

    public IHeaderDictionary Headers => Context.Response.Headers;

    /// <summary>The key as sent; Authorization wins over x-api-key. Null without either.</summary>
    public string? Key
    {
        get
        {
            string? authorization = Context.Request.Headers.Authorization;
            if (string.IsNullOrEmpty(authorization))
            {
                string? key = Context.Request.Headers["x-api-key"];
                return string.IsNullOrEmpty(key) ? null : key;
            }

            const string Bearer = "Bearer ";
            return authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
                ? authorization[Bearer.Length..]
                : authorization;
        }
    }

    private Socket Socket => Context.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket;

    public void Stamp(Sender sender)
    {
        Headers.Date = Now.ToString("R", CultureInfo.InvariantCulture);
        if (sender == Sender.Stranger)
        {
            return;
        }

        Guid id = Guid.NewGuid();
        Headers.Server = "cloudflare";
        Headers["cf-ray"] = string.Concat(id.ToString("N").AsSpan(0, 16), "-FRA");
        if (sender == Sender.Api)
        {
            Headers["x-request-id"] = $"req-{id:N}";
            StampRateLimit(RateLimit, RateLimit - 1, Now.AddSeconds(RateLimitWindowSeconds));
        }
    }

    public void StampRateLimit(int limit, int remaining, DateTimeOffset reset)
    {
        Headers["X-RateLimit-Limit"] = limit.ToString(CultureInfo.InvariantCulture);
        Headers["X-RateLimit-Remaining"] = remaining.ToString(CultureInfo.InvariantCulture);
        Headers["X-RateLimit-Reset"] = reset.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
    }

    public Task WriteErrorAsync(ErrorAnswer error)
    {
        if (error.Code == "rate_limit_exceeded")
        {
            StampRateLimit(RateLimit, 0, Now.AddSeconds(RateLimitedSeconds));
        }

        return WriteAsync(error.Status, Json, Encoding.UTF8.GetBytes(error.Body));
    }

    public Task WriteAsync(int status, string contentType, string body) =>
        WriteAsync(status, contentType, Encoding.UTF8.GetBytes(body));

    public async Task WriteAsync(int status, string contentType, ReadOnlyMemory<byte> body)
    {
        HttpResponse response = Context.Response;
        response.StatusCode = status;
        if (status is StatusCodes.Status204NoContent or StatusCodes.Status304NotModified)
        {
            return;
        }

        response.ContentLength = body.Length;
        if (!body.IsEmpty)
        {
            response.ContentType = contentType;
            await response.BodyWriter.WriteAsync(body, Aborted);
        }
    }

    /// <summary>Breaks the TCP connection with a reset.</summary>
    public async Task ResetAsync()
    {
        await Task.Delay(TimeToArrive, Aborted);
        Pending?.Dispose();
        Socket.LingerState = new LingerOption(true, 0);
        AbortConnection();
    }

    /// <summary>Ends the TCP connection in good order, whatever is still missing from the answer.</summary>
    public async Task CloseAsync()
    {
        await Task.Delay(TimeToArrive, Aborted);
        Pending?.Dispose();
        Socket.Shutdown(SocketShutdown.Send);
        await Task.Delay(TimeToClose, Aborted);
        AbortConnection();
    }

    // Aborting the request alone would leave an HTTP/2 connection open.
    private void AbortConnection() => Context.Features.GetRequiredFeature<IConnectionLifetimeFeature>().Abort();
}
