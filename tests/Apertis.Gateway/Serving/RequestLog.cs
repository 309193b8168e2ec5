namespace Apertis.Gateway.Serving;

/// <summary>What arrived, in order; safe for any number of threads.</summary>
internal sealed class RequestLog
{
    private readonly Lock _lock = new();
    private readonly List<GatewayRequest> _requests = [];

    public void Add(GatewayRequest request)
    {
        lock (_lock)
        {
            _requests.Add(request);
        }
    }

    public GatewayRequest[] All()
    {
        lock (_lock)
        {
            return [.. _requests];
        }
    }
}
