using System.Management.Automation;

namespace Apertis;

/// <summary>Makes the client's assemblies available while the module is imported, and lets go of connections when it is removed.</summary>
public sealed class ModuleInitializer : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    /// <summary>Called by PowerShell for every import.</summary>
    public void OnImport()
    {
        // The public types must resolve as literals ([Apertis.ApertisException] in a catch) before any command has run.
        _ = typeof(ApertisException).Assembly;
        ClientLoadContext.Acquire();
    }

    /// <summary>Called by PowerShell for every removal.</summary>
    /// <param name="psModuleInfo">The module that is removed.</param>
    public void OnRemove(PSModuleInfo psModuleInfo) => ClientLoadContext.Release();
}
