using System.Text;
using Apertis.Gateway.Serving;

namespace Apertis.Gateway.Faults;

/// <summary>Half an answer, then the end of the connection.</summary>
internal sealed class TruncatedFault(FaultSettings settings) : FaultAction
{
    private readonly int _status = settings.Status(200);

    public override async Task ServeAsync(Exchange exchange, Func<Exchange, Task> endpoint)
    {
        byte[] half = Encoding.UTF8.GetBytes("""{"id":"chatcmpl-1","object":"chat.completion","choices":[{"index":0,"mess""");
        exchange.Context.Response.StatusCode = _status;
        exchange.Context.Response.ContentType = Exchange.Json;
        exchange.Context.Response.ContentLength = half.Length * 2;
        await exchange.Context.Response.BodyWriter.WriteAsync(half, exchange.Aborted);
        await exchange.CloseAsync();
    }
}
