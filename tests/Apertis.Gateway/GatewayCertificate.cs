namespace Apertis.Gateway;

/// <summary>What kind of certificate the gateway shows, if any.</summary>
public enum GatewayCertificate
{
    /// <summary>Plain http.</summary>
    None,

    /// <summary>Valid for localhost, 127.0.0.1 and ::1, issued by the authority's root.</summary>
    Good,

    /// <summary>As <see cref="Good"/>, but ended 30 days ago.</summary>
    Expired,

    /// <summary>As <see cref="Good"/>, but begins in 30 days.</summary>
    NotYetValid,

    /// <summary>Valid for other.example only.</summary>
    WrongName,

    /// <summary>Its own issuer.</summary>
    SelfSigned,

    /// <summary>Issued by a second root, Example Corp's, that is never given out.</summary>
    UntrustedRoot,
}
