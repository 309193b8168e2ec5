using System.Runtime.CompilerServices;
using Apertis.Faults.Matrix;
using Apertis.Faults.Places;
using Apertis.Faults.Servers;
using Apertis.Faults.Setup;
using Apertis.Gateway;

namespace Apertis.Faults.Faults;

/// <summary>Handshakes that fail before there is a certificate to judge.</summary>
public sealed class HandshakeFaults(Clinic clinic) : FaultTests(clinic)
{
    private const string Next = "Check scheme and port of the base URI";

    [Fault("https is spoken to a port of plain http", Layers.Tls, "TlsHandshakeFailed", Evidence = "FirstBytes: HTTP/1.1 400", Next = "Write http:// where the server is meant to be without TLS", Says = "wrong version number")]
    public Task PlainHttp() => LookAsync(Gateway.Root.Port);

    [Fault("The port is that of an SSH server", Layers.Tls, "TlsHandshakeFailed", Evidence = "FirstBytes: SSH-2.0", Next = Next, Says = "wrong version number")]
    public Task SshServer() => ServeAsync(Manners.Greet("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n"));

    [Fault("The server hangs up on the handshake", Layers.Tls, "TlsHandshakeFailed", Evidence = "FirstBytes: none | SocketError: none", Next = Next, Says = "SSL_ERROR_SYSCALL")]
    public Task HangsUp() => ServeAsync(Manners.HangUp);

    [Fault("A firewall resets the connection when it sees the handshake", Layers.Tls, "TlsHandshakeFailed", Evidence = "SocketError: ConnectionReset", Next = Next, Says = "reset by peer")]
    public Task Resets() => ServeAsync(Manners.Reset);

    [Fault("The server takes the connection and never answers the handshake", Layers.Tls, "ConnectionTimedOut", Evidence = "Stage: TLS", Next = "Check this machine's network connection", Says = "timed out")]
    public Task Silent() => ServeAsync(Manners.Silence, "-TimeoutSec 1");

    [Fault("The server knows TLS 1.0 only", Layers.Tls, "TlsHandshakeFailed", Evidence = "TlsVersion: TLS 1.0", Next = Next, Says = "alert protocol version", Needs = Needs.OpenSsl)]
    public Task OldProtocol() => RunOpenSslAsync(["-tls1", "-cipher", "ALL:@SECLEVEL=0"]);

    [Fault("Client and server have no cipher in common", Layers.Tls, "TlsHandshakeFailed", Evidence = "Alert: handshake_failure | TlsVersion: TLS 1.2", Next = Next, Says = "alert handshake failure", Needs = Needs.OpenSsl)]
    public Task NoCommonCipher() => RunOpenSslAsync(["-tls1_2", "-cipher", "ADH:@SECLEVEL=0"]);

    [Fault("The server wants a certificate of the client", Layers.Http, "TlsHandshakeFailed", Evidence = "Alert: certificate_required", Next = "Check the address: the server wants the client to show a certificate", Says = "alert certificate required", Needs = Needs.OpenSsl)]
    public Task ClientCertificate() => RunOpenSslAsync(["-Verify", "1", "-verify_return_error"]);

    private Task LookAsync(int port, string more = "", [CallerMemberName] string test = "") =>
        ExamineAsync($"-BaseUri https://localhost:{port} {more}", ["--tlsv1.2", $"https://localhost:{port}/api/models"], test: test);

    private async Task ServeAsync(Func<System.Net.Sockets.NetworkStream, CancellationToken, Task> manner, string more = "", [CallerMemberName] string test = "")
    {
        await using var server = new SocketServer(manner);
        await LookAsync(server.Port, more, test);
    }

    private async Task RunOpenSslAsync(string[] arguments, [CallerMemberName] string test = "")
    {
        using var files = new ScratchFolder();
        var port = Ports.Free();
        var certificate = files.Write("server.pem", Authority.Trusted.Issue("localhost").Pem);
        await using var server = await Daemon.StartAsync(Place.Here, "ACCEPT", "openssl", ["s_server", "-accept", $"127.0.0.1:{port}", "-cert", certificate, "-cert_chain", certificate, "-www", .. arguments]);
        await LookAsync(port, test: test);
    }
}
