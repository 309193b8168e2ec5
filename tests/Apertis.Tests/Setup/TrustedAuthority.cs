using System.Security.Cryptography.X509Certificates;
using Apertis.Gateway;

namespace Apertis.Tests.Setup;

/// <summary>A certificate authority that this process trusts, where that can be had without touching the user's own trust store.</summary>
internal static class TrustedAuthority
{
    /// <summary>Why there is none; null where there is.</summary>
    public static string? Missing { get; } =
        OperatingSystem.IsLinux() ? null : "Needs a trust store that can be kept apart by HOME; only Linux has one.";

    /// <summary>Issues certificates that are trusted; elsewhere than on Linux, certificates that are not.</summary>
    public static GatewayAuthority Value { get; } = new();

    /// <summary>Trusts it. .NET caches the trust store at its first use of TLS, so this goes before.</summary>
    public static void Install()
    {
        if (Missing is not null)
        {
            return;
        }

        using var store = new X509Store(StoreName.Root, StoreLocation.CurrentUser);
        store.Open(OpenFlags.ReadWrite);
        store.Add(Value.Root);
    }
}
