namespace Apertis.Gateway.Serving;

/// <summary>Who answers; it shows in the headers.</summary>
internal enum Sender
{
    /// <summary>The API: request id, rate limits, and the edge's own headers.</summary>
    Api,

    /// <summary>The CDN in front of it: no request id, no rate limits.</summary>
    Edge,

    /// <summary>Somebody else on the way, such as a captive portal.</summary>
    Stranger,
}
