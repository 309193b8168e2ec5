using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Apertis.Engine;
using Apertis.Faults.Setup;
using Microsoft.Win32.SafeHandles;

namespace Apertis.Faults.Places;

/// <summary>
/// A machine of its own: network, files and processes are apart from the rest, and no packet leaves it. It has no name and ends, with all
/// that runs in it, when its first process does, which is when this process closes that one's standard input, or dies.
/// </summary>
internal sealed partial class Namespace : IAsyncDisposable
{
    private const int NewNetwork = 0x40000000;

    // The scratch root lies over this machine's and has no marks of a container. Mounts below the root don't show through by themselves.
    private const string MakeRoot = """
        ROOT=$FILES/root
        mkdir $ROOT $FILES/scratch
        mount -t tmpfs none $FILES/scratch
        mkdir $FILES/scratch/upper $FILES/scratch/work
        mount -t overlay none -o lowerdir=/,upperdir=$FILES/scratch/upper,workdir=$FILES/scratch/work $ROOT
        rm -rf $ROOT/.dockerenv $ROOT/run/.containerenv $ROOT/var/run/secrets/kubernetes.io
        for folder in /proc /dev /tmp "$CHECKOUT"; do mount --rbind "$folder" "$ROOT/$folder"; done
        """;

    private const string MakeNetwork = "ip link set lo up";

    private readonly ScratchFolder _files;
    private readonly Process _first;

    private Namespace(ScratchFolder files, Process first)
    {
        _files = files;
        _first = first;
        Place = Place.Here.Under("nsenter", $"--net=/proc/{first.Id}/ns/net", $"--mount=/proc/{first.Id}/ns/mnt", $"--pid=/proc/{first.Id}/ns/pid_for_children", "--", "chroot", Path.Combine(files.Path, "root")).With("KUBERNETES_SERVICE_HOST", string.Empty);
    }

    /// <summary>The DNS server that its /etc/resolv.conf names.</summary>
    public static IPAddress Resolver { get; } = IPAddress.Parse("10.0.0.53");

    // In a namespace an address that is public elsewhere is one like any other, and those set aside for examples count as private.

    /// <summary>Another DNS server, elsewhere in the world.</summary>
    public static IPAddress PublicResolver { get; } = IPAddress.Parse("104.16.0.53");

    /// <summary>Where the world has the API.</summary>
    public static IPAddress Api { get; } = IPAddress.Parse("104.16.0.80");

    /// <summary>The same over IPv6.</summary>
    public static IPAddress ApiSix { get; } = IPAddress.Parse("2606:4700::80");

    /// <summary>Runs programs in it.</summary>
    public Place Place { get; }

    /// <summary>Why there can be none on this machine; null where there can.</summary>
    public static string? Missing { get; } = Probe();

    /// <summary>Makes one.</summary>
    /// <param name="commands">Lines of shell, run as root in it before anything else; $ROOT is its root, $FILES the folder of what is bound over /etc.</param>
    public static async Task<Namespace> StartAsync(params IEnumerable<string> commands)
    {
        var files = new ScratchFolder();
        files.Write("resolv.conf", $"nameserver {Resolver}\noptions timeout:1 attempts:1\n");
        files.Write("hosts", "127.0.0.1 localhost\n");
        files.Write("nsswitch.conf", "hosts: files dns\n");
        string[] script =
        [
            MakeNetwork,
            MakeRoot,
            .. new[] { Resolver, PublicResolver, Api }.Select(address => $"ip address add {address}/32 dev lo"),
            $"ip address add {ApiSix}/128 dev lo nodad",
            .. commands,
            "for name in resolv.conf hosts nsswitch.conf; do mount --bind $FILES/$name $ROOT/etc/$name; done",
            "echo ready",
            "exec cat",
        ];
        var first = Process.Start(Begin(files, script))!;
        if (await first.StandardOutput.ReadLineAsync() != "ready")
        {
            var errors = await first.StandardError.ReadToEndAsync();
            first.Dispose();
            files.Dispose();
            throw new InvalidOperationException(errors);
        }

        return new Namespace(files, first);
    }

    /// <summary>A listening socket in it, served by this process.</summary>
    public Socket Listen(IPAddress address, int port) => Inside(() => Ports.Listen(new IPEndPoint(address, port)));

    /// <summary>A UDP socket in it, served by this process.</summary>
    public Socket Bind(IPAddress address, int port) => Inside(() => Ports.Bind(new IPEndPoint(address, port)));

    public async ValueTask DisposeAsync()
    {
        _first.StandardInput.Close();
        await _first.WaitForExitAsync();
        _first.Dispose();
        _files.Dispose();
    }

    // A socket belongs to the network of the thread that makes it, so that takes a thread that nobody else uses afterwards.
    private Socket Inside(Func<Socket> make)
    {
        Socket? made = null;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                using var network = File.OpenHandle($"/proc/{_first.Id}/ns/net");
                if (SetNamespace(network, NewNetwork) != 0)
                {
                    throw new InvalidOperationException(Marshal.GetLastPInvokeErrorMessage());
                }

                made = make();
            }
            catch (Exception exception) when (exception is IOException or SocketException or InvalidOperationException)
            {
                failure = exception;
            }
        });
        thread.Start();
        thread.Join();
        return made ?? throw new InvalidOperationException("No socket in the namespace.", failure);
    }

    private static ProcessStartInfo Begin(ScratchFolder files, params IEnumerable<string> script) =>
        Place.Here.With("FILES", files.Path).With("CHECKOUT", Checkout.Root).Start("unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-ec", string.Join('\n', script));

    private static string? Probe()
    {
        const string Need = "network namespaces (Linux, root, with unshare, nsenter, chroot and ip)";
        using var files = new ScratchFolder();
        try
        {
            using var process = Process.Start(Begin(files, MakeNetwork, MakeRoot, "command -v nsenter chroot"))!;
            process.StandardInput.Close();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : Need;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return Need;
        }
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(SafeFileHandle handle, int kind);
}
