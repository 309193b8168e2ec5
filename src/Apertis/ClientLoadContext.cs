using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Apertis;

/// <summary>
/// Loads the client and its packages from <c>bin/dependencies/</c> into a context of the module's own, so that they can't clash
/// with other versions of the same packages in the session. A folder there that is named like the platform holds the client compiled ahead for it,
/// which starts in less time; where there is none, .NET compiles as it goes.
/// </summary>
internal sealed class ClientLoadContext : AssemblyLoadContext
{
    private static readonly string[] OwnAssemblies = ["Apertis.Client", "Apertis.Diagnostics"];

    private const int FirstRuntimeWithServerSentEvents = 10;

    // What the package has compiled ahead, for some platforms, is for this runtime and later ones.
    private const int FirstRuntimeOfCompiledCode = 10;

    private static readonly object Gate = new();

    // By the text of a runspace's id: the runtime brings compiled code for keys that are references, but not for a Guid, and every import would wait for it.
    private static readonly Dictionary<string, int> Imports = [];

    private static ClientLoadContext? _context;

    private readonly string _folder = Path.Combine(Path.GetDirectoryName(typeof(ClientLoadContext).Assembly.Location)!, "dependencies");

    private ClientLoadContext()
        : base("Apertis")
    {
    }

    /// <summary>Counts an import; the first one of the process starts answering for the client.</summary>
    /// <param name="runspace">The id of the runspace that imports.</param>
    /// <returns>Whether it is the runspace's first.</returns>
    public static bool Acquire(string runspace)
    {
        lock (Gate)
        {
            if (Imports.Count == 0)
            {
                Default.Resolving += ResolveClient;
            }

            Imports.TryGetValue(runspace, out var count);
            Imports[runspace] = count + 1;
            return count == 0;
        }
    }

    /// <summary>Counts a removal; the last one of the process closes the connections. What is loaded stays until the process ends.</summary>
    /// <param name="runspace">The id of the runspace that removes.</param>
    /// <returns>Whether it was the runspace's last.</returns>
    public static bool Release(string runspace)
    {
        lock (Gate)
        {
            if (Imports.TryGetValue(runspace, out var count) && count > 1)
            {
                Imports[runspace] = count - 1;
                return false;
            }

            return ReleaseAll(runspace);
        }
    }

    /// <summary>Counts every removal that a runspace still owes.</summary>
    /// <param name="runspace">The id of a runspace that has ended.</param>
    /// <returns>Whether there was any.</returns>
    public static bool ReleaseAll(string runspace)
    {
        lock (Gate)
        {
            if (!Imports.Remove(runspace))
            {
                return false;
            }

            if (Imports.Count == 0)
            {
                Default.Resolving -= ResolveClient;
                if (_context is not null)
                {
                    CloseConnections();
                }
            }

            return true;
        }
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        // The vocabulary is shared with the session, or its types would exist twice.
        if (assemblyName.Name == typeof(ApertisException).Assembly.GetName().Name)
        {
            return typeof(ApertisException).Assembly;
        }

        // What the runtime brings itself is the same for every module of the session.
        if (assemblyName.Name == "System.Net.ServerSentEvents" && Environment.Version.Major >= FirstRuntimeWithServerSentEvents)
        {
            return null;
        }

        var file = assemblyName.Name + ".dll";
        var compiled = Path.Combine(_folder, RuntimeInformation.RuntimeIdentifier, file);
        var path = Environment.Version.Major >= FirstRuntimeOfCompiledCode && File.Exists(compiled) ? compiled : Path.Combine(_folder, file);
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }

    private static Assembly? ResolveClient(AssemblyLoadContext context, AssemblyName assemblyName)
    {
        if (!OwnAssemblies.Contains(assemblyName.Name))
        {
            return null;
        }

        lock (Gate)
        {
            _context ??= new ClientLoadContext();
            return _context.LoadFromAssemblyName(assemblyName);
        }
    }

    // Apart, so that removing a module that was never used does not load the client.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void CloseConnections() => Client.Http.ConnectionPool.CloseAll();
}
