using Apertis.Gateway.Serving;

namespace Apertis.Gateway.Faults;

/// <summary>Any status with a body of a given shape.</summary>
internal sealed class StatusFault : FaultAction
{
    private readonly int _status;
    private readonly string _contentType;
    private readonly ReadOnlyMemory<byte> _body;

    /// <exception cref="ArgumentException">No such shape.</exception>
    public StatusFault(FaultSettings settings)
    {
        _status = settings.Status(500);
        (_contentType, _body) = BodyShapes.Make(settings.Text("body") ?? "json", settings.Text("message"));
    }

    public override Task ServeAsync(Exchange exchange, Func<Exchange, Task> endpoint) =>
        exchange.WriteAsync(_status, _contentType, _body);
}
