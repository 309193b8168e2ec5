using Apertis.Faults.Matrix;
using Apertis.Faults.Places;
using Apertis.Faults.Setup;

namespace Apertis.Faults.Servers;

/// <summary>Squid on loopback.</summary>
internal sealed class Squid : IAsyncDisposable
{
    private const string Helper = "/usr/lib/squid/basic_ncsa_auth";

    private readonly ScratchFolder _files;
    private readonly Daemon _daemon;

    private Squid(ScratchFolder files, Daemon daemon, int port)
    {
        _files = files;
        _daemon = daemon;
        Uri = new Uri($"http://127.0.0.1:{port}");
    }

    public Uri Uri { get; }

    /// <summary>Starts one that lets everybody through.</summary>
    public static Task<Squid> StartAsync() => StartAsync(_ => ["http_access allow all"]);

    /// <summary>Starts one that allows no CONNECT.</summary>
    public static Task<Squid> RefuseAsync() => StartAsync(_ => ["acl tunnel method CONNECT", "http_access deny tunnel", "http_access allow all"]);

    /// <summary>Starts one that wants the user name anna and the password secret (Basic).</summary>
    public static Task<Squid> AuthenticateAsync() => StartAsync(files =>
    [
        // Apache's MD5 of the password.
        $"auth_param basic program {Helper} {files.Write("users", "anna:$apr1$SaltSalt$.wTsZyhsHljboa7m4Bjlg1\n")}",
        "auth_param basic children 1 startup=0",
        "auth_param basic realm corp",
        "acl known proxy_auth REQUIRED",
        "http_access deny !known",
        "http_access allow all",
    ]);

    public async ValueTask DisposeAsync()
    {
        await _daemon.DisposeAsync();
        _files.Dispose();
    }

    private static async Task<Squid> StartAsync(Func<ScratchFolder, IEnumerable<string>> rules)
    {
        var files = new ScratchFolder();
        var port = Ports.Free();
        string[] lines =
        [
            $"http_port 127.0.0.1:{port}",
            $"pid_filename {Path.Combine(files.Path, "squid.pid")}",
            $"coredump_dir {files.Path}",
            "cache deny all",
            "cache_log stdio:/dev/stderr",
            "access_log none",
            "netdb_filename none",
            "pinger_enable off",
            "shutdown_lifetime 0 seconds",
            "dns_nameservers 127.0.0.1",
            "visible_hostname corp",
            "max_filedescriptors 1024",
            .. rules(files),
            string.Empty,
        ];
        var configuration = files.Write("squid.conf", string.Join('\n', lines));
        var daemon = await Daemon.StartAsync(Place.Here, "Accepting HTTP Socket connections", Machine.Find("squid")!, "-N", "-d", "1", "-f", configuration, "-n", $"apertis{port}");
        return new Squid(files, daemon, port);
    }
}
