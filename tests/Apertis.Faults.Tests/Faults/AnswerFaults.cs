using System.Runtime.CompilerServices;
using Apertis.Faults.Matrix;
using Apertis.Faults.Servers;
using Apertis.Faults.Setup;
using Apertis.Gateway;

namespace Apertis.Faults.Faults;

/// <summary>Answers that are not the API's, or none.</summary>
public sealed class AnswerFaults(Clinic clinic) : FaultTests(clinic)
{
    private const string StatusPage = "Look for an outage on the status page";
    private const string LogIn = "Open any web page in a browser on this machine";
    private const string LoginForm = """<html><head><title>Guest Wi-Fi</title></head><body><form action="/login" method="post"><input name="user"><input type="password" name="password"></form></body></html>""";

    [Fault("A captive portal answers with its login form", Layers.Http, "CaptivePortal", Evidence = "Status: 200", Next = LogIn, Says = "<form")]
    public Task LoginPage() => ServeAsync(Manners.Page("200 OK", LoginForm));

    [Fault("A network wants a login (511)", Layers.Http, "CaptivePortal", Evidence = "Status: 511", Next = LogIn, Says = "511 Network Authentication Required")]
    public Task NetworkAuthentication() => ServeAsync(Manners.Page("511 Network Authentication Required", LoginForm));

    [Fault("A captive portal redirects to its login page", Layers.Http, "UnexpectedRedirect", Evidence = "RedirectedTo: http://portal.guest.example", Next = "It points to http://portal.guest.example.", Says = "302 Moved Temporarily", Needs = Needs.Nginx)]
    public Task RedirectToPortal() => RunNginxAsync("return 302 http://portal.guest.example/login;");

    [Fault("The server redirects http to https", Layers.Http, "UnexpectedRedirect", Evidence = "RedirectedTo: https://127.0.0.1", Next = "It points to https://127.0.0.1.", Says = "301 Moved Permanently", Needs = Needs.Nginx)]
    public Task RedirectToHttps() => RunNginxAsync("return 301 https://$host$request_uri;");

    [Fault("http is spoken to a port of https", Layers.Http, "InvalidRequest", Evidence = "Status: 400", Next = "Use https in the base URI", Says = "The plain HTTP request was sent to HTTPS port", Needs = Needs.Nginx)]
    public async Task PlainHttpToTls()
    {
        await using var server = await Nginx.StartAsync("return 200;", Authority.Trusted.Issue("localhost"));

        await LookAsync(server.Port);
    }

    [Fault("The CDN in front of the API refuses the client", Layers.Http, "EdgeBlocked", Evidence = "Status: 403", Next = "This is not about the key: the request never reached the API.", Says = "error code: 1010")]
    public Task EdgeBlocks() => LookAsync(Gateway.Root.Port, Gateway.WithFault("edge-block").AbsolutePath);

    [Fault("The API fails (500)", Layers.Http, "InternalError", Evidence = "Status: 500", Next = StatusPage, Says = "500 Internal Server Error")]
    public Task InternalError() => LookAsync(Gateway.Root.Port, Gateway.WithFault("internal_error").AbsolutePath);

    [Fault("A reverse proxy can't reach the API behind it (502)", Layers.Http, "UpstreamError", Evidence = "Status: 502", Next = StatusPage, Says = "502 Bad Gateway", Needs = Needs.Nginx)]
    public Task DeadUpstream() => RunNginxAsync($"location / {{ proxy_pass http://127.0.0.1:{Ports.Free()}; }}");

    [Fault("A reverse proxy waits in vain for the API behind it (504)", Layers.Http, "RequestTimedOut", Evidence = "Status: 504", Next = "Look for an outage on the status page", Says = "504 Gateway Time-out", Needs = Needs.Nginx)]
    public async Task SilentUpstream()
    {
        await using var upstream = new SocketServer(Manners.Silence);
        await RunNginxAsync($"location / {{ proxy_pass http://127.0.0.1:{upstream.Port}; proxy_read_timeout 1s; }}");
    }

    [Fault("Maintenance: a page says that the service is unavailable (503)", Layers.Http, "ServiceUnavailable", Evidence = "Status: 503", Next = StatusPage, Says = "503 Service Temporarily Unavailable", Needs = Needs.Nginx)]
    public Task Maintenance() => RunNginxAsync("return 503;");

    [Fault("The API takes the request and never answers", Layers.Http, "RequestTimedOut", Evidence = "TimeLimit: -TimeoutSec 1", Next = "The server took a small request and did not begin to answer in time", Says = "Operation timed out")]
    public async Task NoAnswer()
    {
        await using var server = new SocketServer(Manners.Silence);
        await LookAsync(server.Port, more: "-TimeoutSec 1");
    }

    [Fault("The path of the base URI is wrong", Layers.Http, "EndpointNotFound", Evidence = "Status: 404", Next = "Check the base URI", Says = "404 Not Found", Needs = Needs.Nginx)]
    public Task WrongPath() => RunNginxAsync($"location /api/ {{ return 404; }} location / {{ proxy_pass {Gateway.Root}; }}");

    [Fault("The connection is reset instead of an answer", Layers.Http, "ConnectionReset", Evidence = "SocketError: ConnectionReset", Next = "Run the command again", Says = "Connection reset by peer")]
    public Task Reset() => ServeAsync(Manners.Reset);

    [Fault("The connection is closed instead of an answer", Layers.Http, "ConnectionReset", Evidence = "SocketError: none", Next = "Run the command again", Says = "Empty reply from server")]
    public Task EmptyReply() => ServeAsync(Manners.HangUp);

    [Fault("The answer is cut off in the middle", Layers.Http, "ResponseMalformed", Evidence = "Answer: broke off before its end", Next = "Check the base URI", Says = "bytes remaining to read")]
    public Task CutOff() => ServeAsync(Manners.Answer("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{\"object\":\"list\",\"data\":[{\"id\":"));

    [Fault("Another service answers at the address", Layers.Http, "ResponseMalformed", Evidence = "Answer: metrics", Next = "Check the base URI", Says = "\"service\":\"metrics\"", Needs = Needs.Nginx)]
    public Task AnotherService() => RunNginxAsync("default_type application/json; return 200 '{\"service\":\"metrics\"}';");

    [Fault("What listens at the port speaks another protocol (SMTP)", Layers.Http, "ResponseMalformed", Evidence = "Answer: not HTTP", Next = "Check the base URI", Says = "HTTP/0.9")]
    public Task OtherProtocol() => ServeAsync(Manners.Greet("220 mail.example ESMTP ready\r\n"));

    private Task LookAsync(int port, string path = "/v1", string more = "", [CallerMemberName] string test = "") =>
        ExamineAsync($"-BaseUri 'http://127.0.0.1:{port}{path}' {more}", [$"http://127.0.0.1:{port}{path[..^3]}/api/models"], test: test);

    private async Task ServeAsync(Func<System.Net.Sockets.NetworkStream, CancellationToken, Task> manner, [CallerMemberName] string test = "")
    {
        await using var server = new SocketServer(manner);
        await LookAsync(server.Port, test: test);
    }

    private async Task RunNginxAsync(string directives, [CallerMemberName] string test = "")
    {
        await using var server = await Nginx.StartAsync(directives);
        await LookAsync(server.Port, test: test);
    }
}
