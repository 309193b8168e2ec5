using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using Apertis.Gateway;

namespace Apertis.Client.Tests.Support;

/// <summary>What has to be true of the process before the first test: a developer's own settings never leak in, and one authority is trusted.</summary>
internal static class TestEnvironment
{
    /// <summary>An empty home directory, removed when the process ends.</summary>
    public static string Home { get; } = Directory.CreateTempSubdirectory("apertis-client-tests-").FullName;

    /// <summary>Issues the certificates of the tests; trusted where <see cref="TrustsAuthority"/> says so.</summary>
    public static GatewayAuthority Authority { get; } = new();

    /// <summary>Whether the platform lets a process trust an authority of its own. Elsewhere that asks the user, or needs an administrator.</summary>
    public static bool TrustsAuthority { get; } = OperatingSystem.IsLinux();

    [ModuleInitializer]
    internal static void Prepare()
    {
        foreach (var name in Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(IsForeign).ToList())
        {
            Environment.SetEnvironmentVariable(name, null);
        }

        Environment.SetEnvironmentVariable("NO_PROXY", "*");
        Environment.SetEnvironmentVariable("HOME", Home);
        Environment.SetEnvironmentVariable("USERPROFILE", Home);
        Environment.SetEnvironmentVariable("XDG_DATA_HOME", null);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Home, recursive: true);
        if (TrustsAuthority)
        {
            // The store lies below HOME; .NET reads it when it first builds a chain.
            using var store = new X509Store(StoreName.Root, StoreLocation.CurrentUser, OpenFlags.ReadWrite);
            store.Add(Authority.Root);
        }
    }

    private static bool IsForeign(string name) =>
        name.StartsWith("APERTIS_", StringComparison.OrdinalIgnoreCase)
        || name.ToUpperInvariant() is "HTTP_PROXY" or "HTTPS_PROXY" or "ALL_PROXY" or "NO_PROXY" or "SSL_CERT_FILE" or "SSL_CERT_DIR";
}
