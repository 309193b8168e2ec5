namespace Apertis.Gateway;

/// <summary>How a <see cref="GatewayProxy"/> treats its clients.</summary>
public enum GatewayProxyMode
{
    /// <summary>Forwards everything.</summary>
    Open,

    /// <summary>407 with <c>Basic realm="corp"</c> and an HTML body until the right credentials come, then as <see cref="Open"/>.</summary>
    RequireAuthentication,

    /// <summary>CONNECT is answered 403 with an HTML body; plain requests are forwarded.</summary>
    RefuseConnect,

    /// <summary>A filter: plain requests get a 403 HTML page, CONNECT a 502 HTML page.</summary>
    BlockPage,
}
