namespace Apertis.Engine;

/// <summary>Keeps what a program of the checkout sends on this machine.</summary>
public static class Isolation
{
    /// <summary>Forgets the proxies that this machine uses for the internet, in every spelling. Before the first request of the process.</summary>
    public static void ForgetProxies()
    {
        foreach (var name in Environment.GetEnvironmentVariables().Keys.Cast<string>().ToList())
        {
            if (name.EndsWith("_PROXY", StringComparison.OrdinalIgnoreCase))
            {
                Environment.SetEnvironmentVariable(name, null);
            }
        }

        // The lower-case name goes first where both are read.
        Environment.SetEnvironmentVariable("NO_PROXY", "127.0.0.1,localhost,.invalid");
        Environment.SetEnvironmentVariable("no_proxy", "127.0.0.1,localhost,.invalid");
    }
}
