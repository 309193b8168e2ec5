using Apertis.Gateway.Serving;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Apertis.Gateway.Faults;

/// <summary>The normal answer: headers at once, the body a byte at a time.</summary>
internal sealed class SlowBodyFault(FaultSettings settings) : FaultAction
{
    private readonly TimeSpan _pause = settings.Milliseconds("ms", 50);

    public override async Task ServeAsync(Exchange exchange, Func<Exchange, Task> endpoint)
    {
        byte[] body = await CaptureAsync(exchange, endpoint);
        HttpResponse response = exchange.Context.Response;
        await response.StartAsync(exchange.Aborted);
        await response.Body.FlushAsync(exchange.Aborted);
        for (int index = 0; index < body.Length; index++)
        {
            await Task.Delay(_pause, exchange.Aborted);
            await response.Body.WriteAsync(body.AsMemory(index, 1), exchange.Aborted);
            await response.Body.FlushAsync(exchange.Aborted);
        }
    }

    private static async Task<byte[]> CaptureAsync(Exchange exchange, Func<Exchange, Task> endpoint)
    {
        IFeatureCollection features = exchange.Context.Features;
        IHttpResponseBodyFeature real = features.GetRequiredFeature<IHttpResponseBodyFeature>();
        using var captured = new MemoryStream();
        var capturing = new StreamResponseBodyFeature(captured);
        features.Set<IHttpResponseBodyFeature>(capturing);
        try
        {
            await endpoint(exchange);
            await capturing.CompleteAsync();
        }
        finally
        {
            features.Set(real);
        }

        return captured.ToArray();
    }
}
