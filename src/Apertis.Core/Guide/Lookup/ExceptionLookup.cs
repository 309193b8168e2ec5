using System.ComponentModel;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Apertis;

/// <summary>Finds the guide's row for an exception of the sockets, the resolver, TLS, HTTP or a proxy.</summary>
internal static partial class ExceptionLookup
{
    public static GuideMatch Match(Exception exception, FailureContext context) =>
        (Classify(exception, context) with { Exception = exception }).With(Fact.Host, context.Host).With(Fact.Proxy, context.Proxy);

    private static GuideMatch Classify(Exception exception, FailureContext context)
    {
        if (Find<CertificateRejectedException>(exception) is { } rejected)
        {
            return new GuideMatch
            {
                Problem = TroubleshootingGuide.Get(rejected.Report.Problem ?? "CertificateUntrusted"),
                Detail = rejected.Report.Detail,
                Evidence = rejected.Report.Evidence,
            };
        }

        var request = Find<HttpRequestException>(exception);
        if (request?.HttpRequestError == HttpRequestError.ProxyTunnelError)
        {
            return ProxyRefused(request, context);
        }

        var socket = Find<SocketException>(exception);
        if (IsNameResolution(request, socket))
        {
            return NameResolution(socket, context);
        }

        // An alert that comes after the handshake, as TLS 1.3 sends them, is noticed when the answer is read.
        // On Windows that is a bare error of the system.
        if (Find<AuthenticationException>(exception) is not null || Find<CryptographicException>(exception) is not null || Find<Win32Exception>(exception) is not (null or SocketException) || request?.HttpRequestError == HttpRequestError.SecureConnectionError)
        {
            return SecureConnection(exception, socket, context);
        }

        if (Find<TimeoutException>(exception) is not null || socket?.SocketErrorCode == SocketError.TimedOut)
        {
            return TimedOut(context);
        }

        if (request?.HttpRequestError is HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded)
        {
            return Row("ResponseMalformed", $"what {context.Endpoint} sent is not HTTP").With(Fact.Answer, "not HTTP");
        }

        return NotConnected(request, socket, context);
    }

    private static GuideMatch ProxyRefused(HttpRequestException request, FailureContext context)
    {
        // Older runtimes give the proxy's status only in the text.
        var status = (int?)request.StatusCode
            ?? (LastNumber().Match(request.Message) is { Success: true } number ? int.Parse(number.Value, CultureInfo.InvariantCulture) : null);
        var id = status == (int)HttpStatusCode.ProxyAuthenticationRequired ? "ProxyAuthenticationRequired" : "ProxyUnreachable";
        var match = Row(id, status is null ? $"{context.Proxy} does not open a tunnel to {context.Host}" : $"{context.Proxy} answered {status} when asked for a tunnel to {context.Host}");
        return status is null ? match : match.With(Fact.Status, status.Value.ToString(CultureInfo.InvariantCulture)) with { StatusCode = status };
    }

    private static bool IsNameResolution(HttpRequestException? request, SocketException? socket) =>
        request?.HttpRequestError == HttpRequestError.NameResolutionError
        || socket?.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain or SocketError.NoRecovery;

    private static GuideMatch NameResolution(SocketException? socket, FailureContext context)
    {
        var said = socket is null ? null : ServerText.Clean(socket.Message);
        if (context.Proxy is not null)
        {
            return Row("ProxyUnreachable", $"the proxy's own name does not resolve: {said ?? context.Proxy}", socket);
        }

        var match = Row("NameResolutionFailed", said is null ? context.Host : $"{context.Host}: {said}", socket);
        return match with { IsRetriable = socket?.SocketErrorCode == SocketError.TryAgain };
    }

    private static GuideMatch SecureConnection(Exception exception, SocketException? socket, FailureContext context)
    {
        var innermost = exception;
        while (innermost.InnerException is { } inner)
        {
            innermost = inner;
        }

        var match = Row("TlsHandshakeFailed", $"{context.Endpoint}: {ServerText.Clean(innermost.Message, 200)}", socket);
        return match.WithAlert(AlertIn(exception));
    }

    // OpenSSL's own words come last; elsewhere .NET names the alert, and the system's words are in its language.
    private static string? AlertIn(Exception exception)
    {
        for (Exception? one = exception; one is not null; one = one.InnerException)
        {
            if (Alert().Match(one.Message) is { Success: true, Groups: [_, var words] })
            {
                return words.Value.Replace(' ', '_');
            }

            if (NamedAlert().Match(one.Message) is { Success: true, Groups: [_, var name] })
            {
                return TlsAlert.FromNet(name.Value);
            }
        }

        return null;
    }

    private static GuideMatch TimedOut(FailureContext context)
    {
        var limit = context.ConnectionTimeout.InSeconds();
        if (context.Proxy is not null && !context.IsTcpConnected)
        {
            return Row("ProxyUnreachable", $"{context.Proxy}, or the host behind it, did not answer within {limit} s");
        }

        var stage = context.IsTcpConnected ? "TLS" : "TCP";
        var detail = context.IsTcpConnected
            ? $"{context.Endpoint} took the TCP connection but did not answer the TLS handshake within {limit} s"
            : $"{context.Endpoint} did not answer within {limit} s";
        return Row("ConnectionTimedOut", detail).With(Fact.Stage, stage);
    }

    private static GuideMatch NotConnected(HttpRequestException? request, SocketException? socket, FailureContext context)
    {
        var said = socket is null ? null : ServerText.Clean(socket.Message);
        if (context.Proxy is not null && !context.IsTcpConnected && request?.HttpRequestError == HttpRequestError.ConnectionError)
        {
            return Row("ProxyUnreachable", $"{context.Proxy}: {said ?? "no connection"}", socket);
        }

        var id = socket?.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => "ConnectionRefused",
            SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown or SocketError.OperationAborted => "ConnectionReset",
            not null => "ConnectionFailed",
            null when request?.HttpRequestError == HttpRequestError.ConnectionError => "ConnectionFailed",
            null => "ConnectionReset",
        };
        return Row(id, said is null ? context.Endpoint : $"{context.Endpoint}: {said}", socket);
    }

    private static GuideMatch Row(string id, string detail, SocketException? socket = null)
    {
        var problem = TroubleshootingGuide.Get(id);
        var match = new GuideMatch { Problem = problem, Detail = detail, IsRetriable = problem.Retry == RetryRule.Always };
        return match.With(Fact.SocketError, socket?.SocketErrorCode.ToString());
    }

    private static T? Find<T>(Exception? exception)
        where T : Exception
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is T found)
            {
                return found;
            }
        }

        return null;
    }

    [GeneratedRegex(@"\balert ([a-z]+(?: [a-z]+)*)$")]
    private static partial Regex Alert();

    [GeneratedRegex(@"TLS alert: '(\w+)'")]
    private static partial Regex NamedAlert();

    [GeneratedRegex(@"\d{3}(?=\D*$)")]
    private static partial Regex LastNumber();
}
