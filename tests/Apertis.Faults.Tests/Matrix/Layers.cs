namespace Apertis.Faults.Matrix;

/// <summary>The layers, in the order in which they build on each other.</summary>
internal static class Layers
{
    public const string Proxy = nameof(Proxy);
    public const string Dns = nameof(Dns);
    public const string Tcp = nameof(Tcp);
    public const string Tls = nameof(Tls);
    public const string Clock = nameof(Clock);
    public const string Http = nameof(Http);
    public const string Key = nameof(Key);
    public const string Model = nameof(Model);
    public const string Streaming = nameof(Streaming);
    public const string Verdict = nameof(Verdict);

    public const string StatusPage = nameof(StatusPage);

    private static readonly string[] All = ["Configuration", Proxy, Dns, Tcp, Tls, Clock, Http, StatusPage, Key, Model, Streaming, Verdict];

    /// <summary>Whether a layer makes no sense once a lower one has failed.</summary>
    public static bool BuildsOn(string layer, string failed) => layer switch
    {
        // Clock and status page may hold the cause of what failed.
        Clock or StatusPage => false,

        // On the way through a proxy, the proxy's own name and port.
        Dns or Tcp => failed != Proxy && layer != failed,
        _ => true,
    };

    /// <summary>The place of a layer in the order.</summary>
    public static int Rank(string layer)
    {
        var rank = Array.IndexOf(All, layer);
        Assert.True(rank >= 0, $"There is no layer {layer}.");
        return rank;
    }
}
