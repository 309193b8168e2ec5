namespace Apertis;

/// <summary>What the test of a key came to.</summary>
public enum KeyState
{
    /// <summary>The server accepts the key.</summary>
    Valid,

    /// <summary>No key was given by any source.</summary>
    Missing,

    /// <summary>Nothing was left of the key after cleaning, or it holds characters that a header can't carry.</summary>
    Malformed,

    /// <summary>The server does not know the key (mistyped or deleted).</summary>
    Invalid,

    /// <summary>The key has expired.</summary>
    Expired,

    /// <summary>The key is known, but its quota, balance, subscription or payment stops it.</summary>
    Billing,

    /// <summary>The key is known, but not from this IP address.</summary>
    IpNotAllowed,

    /// <summary>The account behind the key is suspended.</summary>
    AccountSuspended,

    /// <summary>The key is known, but access was denied without a closer reason.</summary>
    AccessDenied,

    /// <summary>The key is good, but not for the model that was asked about.</summary>
    ModelNotAllowed,

    /// <summary>The key is good; the model that was asked about does not exist.</summary>
    ModelNotFound,

    /// <summary>The key is good, but has used up its requests for now.</summary>
    RateLimited,

    /// <summary>No answer came: the server, or the proxy on the way to it, could not be reached or did not answer in time.</summary>
    Unreachable,

    /// <summary>The key could not be tested: the answer says nothing of it (a server error, something in front of the API), or it could not be sent safely.</summary>
    NotTested,
}
