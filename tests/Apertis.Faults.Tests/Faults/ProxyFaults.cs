using System.Runtime.CompilerServices;
using Apertis.Faults.Matrix;
using Apertis.Faults.Places;
using Apertis.Faults.Servers;
using Apertis.Faults.Setup;
using Apertis.Gateway;

namespace Apertis.Faults.Faults;

/// <summary>Proxies that are not there, don't let through, or change what they let through. The API behind them has a host name of its own.</summary>
public sealed class ProxyFaults(Clinic clinic) : FaultTests(clinic)
{
    private const string CheckAddress = "Check the proxy's address";
    private const string GiveCredentials = "Give them: -ProxyCredential (Get-Credential)";
    private const string ApiUri = $"https://{World.ApiHost}/v1";

    [Fault("Nothing listens at the proxy's port", Layers.Proxy, "ProxyUnreachable", Evidence = "Stage: Tcp | Proxy: http://", Next = CheckAddress, Says = "Connection refused")]
    public Task NothingListens() => LookAsync($"http://127.0.0.1:{Ports.Free()}");

    [Fault("The name of the proxy in HTTPS_PROXY does not exist", Layers.Proxy, "ProxyUnreachable", Evidence = "Stage: Dns", Next = CheckAddress, Says = "Could not resolve proxy", Needs = Needs.Namespaces)]
    public async Task UnknownName()
    {
        await using var machine = await Namespace.StartAsync();
        await using var names = new NameServer(machine.Bind(Namespace.Resolver, 53), World.Lookup);
        var place = machine.Place.With("HTTPS_PROXY", "http://proxy.corp.example:3128").With("https_proxy", "http://proxy.corp.example:3128");

        await ExamineAsync($"-BaseUri {ApiUri} -DnsServer {Namespace.Resolver}", [$"https://{World.ApiHost}/api/models"], place);
    }

    [Fault("The proxy takes the connection and never answers CONNECT", Layers.Proxy, "ProxyUnreachable", Evidence = "Stage: Connect | Answer: none", Next = CheckAddress, Says = "timed out")]
    public Task Silent() => ServeAsync(Manners.Silence, "-TimeoutSec 1");

    [Fault("The proxy hangs up on CONNECT", Layers.Proxy, "ProxyUnreachable", Evidence = "Stage: Connect | Answer: the connection was closed", Next = CheckAddress, Says = "Proxy CONNECT aborted")]
    public Task HangsUp() => ServeAsync(Manners.HangUp);

    [Fault("The proxy's port is that of an SSH server", Layers.Proxy, "ProxyUnreachable", Evidence = "Stage: Connect | Answer: SSH-2.0", Next = CheckAddress, Says = "timed out")]
    public Task SshServer() => ServeAsync(Manners.Greet("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n"), "-TimeoutSec 1");

    [Fault("The proxy's address is that of a web server", Layers.Proxy, "ProxyUnreachable", Evidence = "Stage: Connect | Status: 400", Next = CheckAddress, Says = "response 400", Needs = Needs.Nginx)]
    public async Task WebServer()
    {
        await using var server = await Nginx.StartAsync("location / { return 200 'hello'; }");

        await LookAsync($"http://127.0.0.1:{server.Port}");
    }

    [Fault("The proxy's rules forbid CONNECT", Layers.Proxy, "ProxyUnreachable", Evidence = "Stage: Connect | Status: 403", Next = "Have whoever runs the proxy", Says = "response 403", Needs = Needs.Squid)]
    public async Task ForbidsConnect()
    {
        await using var proxy = await Squid.RefuseAsync();

        await LookAsync(proxy.Uri.ToString());
    }

    [Fault("The proxy can't reach the API itself", Layers.Proxy, "ProxyUnreachable", Evidence = "Stage: Connect | Status: 503", Next = "Have whoever runs the proxy", Says = "response 503", Needs = Needs.Squid)]
    public async Task CannotReach()
    {
        await using var proxy = await Squid.StartAsync();

        await LookAsync(proxy.Uri.ToString(), $"https://127.0.0.1:{Ports.Free()}/v1");
    }

    [Fault("A filter of the proxy blocks the API's host", Layers.Proxy, "ProxyUnreachable", Evidence = "Stage: Connect | Server: tinyproxy", Next = "Have whoever runs the proxy", Says = "Filtered", Needs = Needs.Tinyproxy)]
    public async Task Filtered()
    {
        using var files = new ScratchFolder();
        var port = Ports.Free();
        var configuration = files.Write("tinyproxy.conf", $"Port {port}\nListen 127.0.0.1\nTimeout 10\nLogLevel Info\nMaxClients 10\nFilter \"{files.Write("filter", "apertis\n")}\"\n");
        await using var proxy = await Daemon.StartAsync(Place.Here, "Accepting connections", "tinyproxy", "-d", "-c", configuration);

        await LookAsync($"http://127.0.0.1:{port}");
    }

    [Fault("The proxy wants a user name and password, and got none", Layers.Proxy, "ProxyAuthenticationRequired", Evidence = "Schemes: Basic | Credentials: none", Next = GiveCredentials, Says = "response 407", Needs = Needs.Squid)]
    public async Task NoCredentials()
    {
        await using var proxy = await Squid.AuthenticateAsync();

        await LookAsync(proxy.Uri.ToString());
    }

    [Fault("The proxy refuses the password", Layers.Proxy, "ProxyAuthenticationRequired", Evidence = "Credentials: refused", Next = "The credentials that were given are refused: correct them in", Says = "response 407", Needs = Needs.Squid)]
    public async Task WrongPassword()
    {
        await using var proxy = await Squid.AuthenticateAsync();

        await LookAsync(new UriBuilder(proxy.Uri) { UserName = "anna", Password = "guessed" }.Uri.ToString());
    }

    [Fault("The proxy wants a Windows logon only", Layers.Proxy, "ProxyAuthenticationRequired", Evidence = "Schemes: Negotiate | Credentials: none", Next = GiveCredentials, Says = "response 407")]
    public Task NegotiateOnly() => ServeAsync(Manners.Answer("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Negotiate\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));

    [Fault("A SOCKS proxy is not there", Layers.Proxy, "ProxyUnreachable", Evidence = "Stage: Tcp | Proxy: socks5", Next = CheckAddress, Says = "Connection refused")]
    public Task DeadSocks() => LookAsync($"socks5://127.0.0.1:{Ports.Free()}");

    [Fault("A SOCKS proxy's address is that of an http proxy", Layers.Proxy, "ProxyUnreachable", Evidence = "Stage: Connect | Proxy: socks5", Next = CheckAddress, Says = "timed out", Needs = Needs.Squid)]
    public async Task SocksToHttp()
    {
        await using var proxy = await Squid.StartAsync();

        await LookAsync($"socks5://127.0.0.1:{proxy.Uri.Port}", more: "-TimeoutSec 1");
    }

    [Fault("The proxy allows CONNECT and then hangs up on the handshake", Layers.Tls, "TlsHandshakeFailed", Evidence = "FirstBytes: none | Proxy: 127.0.0.1", Next = "Check scheme and port of the base URI", Says = "SSL_ERROR_SYSCALL")]
    public Task HangsUpAfterConnect() => ServeAsync(async (client, stop) =>
    {
        await Manners.ReadSomeAsync(client, stop);
        await client.WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray(), stop);
        await Manners.ReadSomeAsync(client, stop);
    }, "-TimeoutSec 2");

    [Fault("The proxy inspects TLS, its root is not known here", Layers.Tls, "TlsInspection", Evidence = "Root: Example Corp | Proxy: 127.0.0.1", Next = "Ask whoever runs this network whether 'CN=Example Corp Root CA, O=Example Corp' is the CA of its proxy", Says = "unable to get local issuer certificate")]
    public Task Inspects() => ServeAsync(new InspectingProxy(Authority.Company, Gateway.Root).ServeAsync, "-TimeoutSec 2");

    [Fault("The proxy inspects TLS, its root is trusted here", Layers.Tls, "TlsInspection", IsWarning = true, Evidence = "Root: Example Corp", Next = "Ask whoever runs this network whether 'CN=Example Corp Root CA, O=Example Corp' is the CA of its proxy", Says = "CN=Example Corp Issuing CA", Needs = Needs.Linux)]
    public async Task InspectsTrusted()
    {
        await using var proxy = new SocketServer(new InspectingProxy(Authority.Company, Gateway.Root).ServeAsync);

        await LookAsync($"http://127.0.0.1:{proxy.Port}", place: Place.Here.With("SSL_CERT_FILE", Authority.Company.RootFile).With("CURL_CA_BUNDLE", Authority.Company.RootFile));
    }

    [Fault("Something on the way inspects TLS without being asked", Layers.Tls, "TlsInspection", Evidence = "Root: Example Corp | Proxy: none", Next = "Ask whoever runs this network whether 'CN=Example Corp Root CA, O=Example Corp' is the CA of its proxy", Says = "unable to get local issuer certificate", Needs = Needs.Namespaces)]
    public async Task InspectsUnasked()
    {
        await using var machine = await Namespace.StartAsync();
        await using var names = new NameServer(machine.Bind(Namespace.Resolver, 53), World.Lookup);
        await using var middle = new SocketServer(new TlsFront(Authority.Company.Issue(World.ApiHost), Gateway.Root).ServeAsync, machine.Listen(Namespace.Api, 443));

        await ExamineAsync($"-BaseUri {ApiUri} -DnsServer {Namespace.Resolver}", [$"https://{World.ApiHost}/api/models"], machine.Place);
    }

    private Task LookAsync(string proxy, string uri = ApiUri, string more = "", Place? place = null, [CallerMemberName] string test = "") =>
        ExamineAsync($"-BaseUri {uri} -Proxy '{proxy}' {more}", ["--proxy", proxy, "--noproxy", "", uri.Replace("/v1", "/api/models", StringComparison.Ordinal)], place, test);

    private async Task ServeAsync(Func<System.Net.Sockets.NetworkStream, CancellationToken, Task> manner, string more = "", [CallerMemberName] string test = "")
    {
        await using var proxy = new SocketServer(manner);
        var uri = $"http://127.0.0.1:{proxy.Port}";

        await ExamineAsync($"-BaseUri {ApiUri} -Proxy {uri} {more}", ["--proxy", uri, "--noproxy", "", $"https://{World.ApiHost}/api/models"], test: test);
    }
}
