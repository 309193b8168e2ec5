using Apertis.Faults.Matrix;
using Apertis.Faults.Places;
using Apertis.Faults.Setup;

namespace Apertis.Faults.Servers;

/// <summary>nginx on loopback, with one server.</summary>
internal sealed class Nginx : IAsyncDisposable
{
    private readonly ScratchFolder _files;
    private readonly Daemon _daemon;

    private Nginx(ScratchFolder files, Daemon daemon, int port)
    {
        _files = files;
        _daemon = daemon;
        Port = port;
    }

    public int Port { get; }

    /// <summary>Starts one.</summary>
    /// <param name="directives">What the server does, in nginx's own language.</param>
    /// <param name="certificate">Null speaks plain http.</param>
    public static async Task<Nginx> StartAsync(string directives, ServerCertificate? certificate = null)
    {
        var files = new ScratchFolder();
        var port = Ports.Free();
        var tls = string.Empty;
        if (certificate is not null)
        {
            var pem = files.Write("server.pem", certificate.Pem);
            tls = $"ssl_certificate {pem}; ssl_certificate_key {pem};";
        }

        var configuration = files.Write("nginx.conf", $$"""
            daemon off;
            worker_processes 1;
            pid {{files.Path}}/nginx.pid;
            error_log stderr notice;
            events { worker_connections 64; }
            http {
                access_log off;
                client_body_temp_path {{files.Path}}/body;
                proxy_temp_path {{files.Path}}/proxy;
                fastcgi_temp_path {{files.Path}}/fastcgi;
                uwsgi_temp_path {{files.Path}}/uwsgi;
                scgi_temp_path {{files.Path}}/scgi;
                server {
                    listen 127.0.0.1:{{port}} {{(certificate is null ? "" : "ssl")}};
                    {{tls}}
                    {{directives}}
                }
            }
            """);
        var daemon = await Daemon.StartAsync(Place.Here, "start worker process ", Machine.Find("nginx")!, "-c", configuration, "-p", files.Path, "-e", "stderr");
        return new Nginx(files, daemon, port);
    }

    public async ValueTask DisposeAsync()
    {
        await _daemon.DisposeAsync();
        _files.Dispose();
    }
}
