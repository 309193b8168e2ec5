using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Apertis.Gateway.Faults;
using Apertis.Gateway.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Apertis.Gateway;

/// <summary>A simulated Apertis API on loopback, edge included, that fails on request.</summary>
/// <remarks>
/// <para>
/// The content of a chat answer is <c>You said: </c> and the text of the last user message, as it is. A message with
/// images adds <c> [images: N]</c>; with <c>n</c> above 1, choice k from 2 on adds <c> (choice k)</c>. More than
/// <c>max_tokens</c> words are cut, with finish_reason <c>length</c>. A response format json_object answers
/// <c>{"said":"…"}</c>; json_schema, an object with every property of the schema. <c>reasoning_effort</c> adds
/// reasoning_content <c>Thinking about: …</c>. With <c>tools</c>, and the word tool in a last message from the user, the
/// first tool is called with <c>{}</c>. Tokens are words: prompt_tokens counts the words of all messages.
/// </para>
/// <para>
/// A stream sends the same a word an event: role first, the words, finish_reason, usage if asked for, <c>[DONE]</c>.
/// </para>
/// </remarks>
public sealed class GatewayServer : IAsyncDisposable
{
    private const long MaximumBody = 100 * 1024 * 1024;

    private static readonly TimeSpan StopTime = TimeSpan.FromMilliseconds(100);
    private static int _lastId;

    private readonly GatewayApplication _application;
    private readonly ConnectionCounter _connections = new();
    private readonly WebApplication _web;
    private readonly GatewayAuthority? _ownAuthority;
    private readonly X509Certificate2? _certificate;
    private bool _disposed;

    private GatewayServer(GatewayOptions options)
    {
        _application = new GatewayApplication(options);
        bool secure = options.Certificate != GatewayCertificate.None;
        if (secure)
        {
            _ownAuthority = options.Authority is null ? new GatewayAuthority() : null;
            Authority = options.Authority ?? _ownAuthority;
            _certificate = Authority!.Issue(options.Certificate);
        }

        IReadOnlyList<Socket> sockets = LoopbackSockets.Bind(options.Port, bothFamilies: secure);
        int port = ((IPEndPoint)sockets[0].LocalEndPoint!).Port;
        Root = new Uri(string.Create(
            CultureInfo.InvariantCulture, $"{(secure ? "https://localhost" : "http://127.0.0.1")}:{port}/"));
        BaseUri = new Uri(Root, "v1");
        _web = Build(options, sockets);
    }

    /// <summary>Names of all faults.</summary>
    public static IReadOnlyList<string> FaultNames { get; } = [.. FaultCatalogue.All.Select(kind => kind.Name)];

    /// <summary>Host root: <c>http://127.0.0.1:PORT/</c>, or with a certificate <c>https://localhost:PORT/</c>.</summary>
    public Uri Root { get; }

    /// <summary><see cref="Root"/> and <c>v1</c>: the base URI of a client.</summary>
    public Uri BaseUri { get; }

    /// <summary>Issued the certificate; null over plain http.</summary>
    public GatewayAuthority? Authority { get; }

    /// <summary>Every request so far, in the order of arrival.</summary>
    public IReadOnlyList<GatewayRequest> Requests => _application.Log.All();

    /// <summary>TCP connections that are open now.</summary>
    public int OpenConnections => _connections.Open;

    /// <summary>Starts a gateway, which serves until it is disposed of.</summary>
    /// <param name="options">Null is plain http on a free port.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="SocketException">The port is taken.</exception>
    public static async Task<GatewayServer> StartAsync(
        GatewayOptions? options = null, CancellationToken cancellationToken = default)
    {
        var server = new GatewayServer(options ?? new GatewayOptions());
        try
        {
            await server._web.StartAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>A base URI of its own, every call under which meets the fault.</summary>
    /// <param name="fault">One of <see cref="FaultNames"/>; <c>none</c> only keeps requests apart.</param>
    /// <param name="settings">Settings of the fault; <c>Apertis.Gateway --help</c> lists them.</param>
    /// <exception cref="ArgumentException">No such fault or setting, or a value that it does not take.</exception>
    public Uri WithFault(string fault, params (string Name, string Value)[] settings)
    {
        ArgumentNullException.ThrowIfNull(fault);
        ArgumentNullException.ThrowIfNull(settings);
        var segment = new StringBuilder(Uri.EscapeDataString(fault));
        foreach ((string name, string value) in settings)
        {
            segment.Append(';').Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
        }

        segment.Append(CultureInfo.InvariantCulture, $";id={Interlocked.Increment(ref _lastId)}");
        _ = new Fault(segment.ToString());
        return new Uri($"{Root}fault/{segment}/v1");
    }

    /// <summary>The requests below one base URI: with the same fault prefix, or with none.</summary>
    /// <param name="baseUri">From <see cref="WithFault"/>, or <see cref="BaseUri"/>.</param>
    public IReadOnlyList<GatewayRequest> RequestsTo(Uri baseUri)
    {
        ArgumentNullException.ThrowIfNull(baseUri);
        string? segment = Address.FaultSegmentOf(baseUri.AbsolutePath);
        return [.. Requests.Where(request => Address.FaultSegmentOf(request.Path) == segment)];
    }

    /// <summary>The chat requests below one base URI that wait for their answers now; one whose client has left does not.</summary>
    /// <param name="baseUri">From <see cref="WithFault"/>, or <see cref="BaseUri"/>.</param>
    public int Concurrent(Uri baseUri)
    {
        ArgumentNullException.ThrowIfNull(baseUri);
        return _application.Pending.Now(Address.FaultSegmentOf(baseUri.AbsolutePath));
    }

    /// <summary>The most chat requests below one base URI that waited for their answers at one time.</summary>
    /// <param name="baseUri">From <see cref="WithFault"/>, or <see cref="BaseUri"/>.</param>
    public int MostConcurrent(Uri baseUri)
    {
        ArgumentNullException.ThrowIfNull(baseUri);
        return _application.Pending.Most(Address.FaultSegmentOf(baseUri.AbsolutePath));
    }

    /// <summary>Stops listening and ends every connection.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
        {
            return;
        }

        using (var stopping = new CancellationTokenSource(StopTime))
        {
            await _web.StopAsync(stopping.Token);
        }

        await _web.DisposeAsync();
        _certificate?.Dispose();
        _ownAuthority?.Dispose();
    }

    private WebApplication Build(GatewayOptions options, IReadOnlyList<Socket> sockets)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.UseSockets(transport => transport.CreateBoundListenSocket =
            endPoint => sockets.Single(socket => endPoint.Equals(socket.LocalEndPoint)));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.ResponseHeaderEncodingSelector = _ => Encoding.UTF8;
            kestrel.Limits.MaxRequestBodySize = MaximumBody;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            foreach (Socket socket in sockets)
            {
                kestrel.Listen(socket.LocalEndPoint!, listen => Configure(listen, options));
            }
        });

        WebApplication web = builder.Build();
        web.Run(_application.HandleAsync);
        return web;
    }

    private void Configure(ListenOptions listen, GatewayOptions options)
    {
        listen.Use(_connections.Count);
        listen.Protocols = _certificate is not null && options.Http2 ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http1;
        if (_certificate is not null)
        {
            listen.UseHttps(new HttpsConnectionAdapterOptions
            {
                ServerCertificate = _certificate,
                ServerCertificateChain = [],
            });
        }
    }
}
