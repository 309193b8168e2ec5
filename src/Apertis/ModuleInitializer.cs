using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace Apertis;

/// <summary>Makes the client's assemblies available while the module is imported, and lets go of connections when it is removed.</summary>
public sealed class ModuleInitializer : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    /// <summary>Called by PowerShell for every import.</summary>
    public void OnImport()
    {
        // The public types must resolve as literals ([Apertis.ApertisException] in a catch) before any command has run.
        _ = typeof(ApertisException).Assembly;
        var runspace = Runspace.DefaultRunspace;
        if (ClientLoadContext.Acquire(IdOf(runspace)) && runspace is not null)
        {
            runspace.StateChanged += ReleaseEnded;
        }
    }

    /// <summary>Called by PowerShell for every removal.</summary>
    /// <param name="psModuleInfo">The module that is removed.</param>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        var runspace = Runspace.DefaultRunspace;
        if (ClientLoadContext.Release(IdOf(runspace)) && runspace is not null)
        {
            runspace.StateChanged -= ReleaseEnded;
        }
    }

    // PowerShell tells nobody of the modules that a runspace takes with it when it ends, as those of ForEach-Object -Parallel and of pools do.
    private static void ReleaseEnded(object? sender, RunspaceStateEventArgs change)
    {
        if (sender is Runspace runspace && change.RunspaceStateInfo.State is RunspaceState.Closed or RunspaceState.Broken)
        {
            runspace.StateChanged -= ReleaseEnded;
            ClientLoadContext.ReleaseAll(IdOf(runspace));
        }
    }

    private static string IdOf(Runspace? runspace) => (runspace?.InstanceId ?? Guid.Empty).ToString();
}
