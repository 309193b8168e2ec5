using System.Runtime.CompilerServices;

namespace Apertis.Faults.Setup;

/// <summary>Gives the test process a home of its own and no settings from outside, before anything reads either.</summary>
internal static class ProcessSetup
{
    /// <summary>The home directory of this run, whose trust store holds the root of <see cref="Authority.Trusted"/>.</summary>
    public static string Home { get; } = Directory.CreateTempSubdirectory("apertis-faults-").FullName;

    [ModuleInitializer]
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Usage", "CA2255:The ModuleInitializer attribute should not be used in libraries", Justification = "A test assembly has no other place that runs before everything.")]
    internal static void Isolate()
    {
        Environment.SetEnvironmentVariable("HOME", Home);
        Environment.SetEnvironmentVariable("USERPROFILE", Home);
        Environment.SetEnvironmentVariable("XDG_DATA_HOME", null);
        foreach (var name in Environment.GetEnvironmentVariables().Keys.Cast<string>().ToList())
        {
            if (name.StartsWith("APERTIS_", StringComparison.OrdinalIgnoreCase) && name != ReadmeTests.UpdateVariable)
            {
                Environment.SetEnvironmentVariable(name, null);
            }
        }

        Engine.Isolation.ForgetProxies();
        Authority.Trusted.Trust();

        // The servers of this process must answer while the sessions of all classes block threads of the pool.
        ThreadPool.SetMinThreads(32, 32);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Home, recursive: true);
    }
}
