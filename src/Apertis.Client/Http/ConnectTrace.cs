namespace Apertis.Client.Http;

/// <summary>How far making a connection got, so that a time-out can name the stage.</summary>
internal sealed class ConnectTrace
{
    public static readonly HttpRequestOptionsKey<ConnectTrace> Key = new("Apertis.ConnectTrace");

    private volatile bool _isTcpConnected;

    public bool IsTcpConnected
    {
        get => _isTcpConnected;
        set => _isTcpConnected = value;
    }
}
