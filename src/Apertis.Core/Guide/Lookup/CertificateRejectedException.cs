using System.Security.Authentication;

namespace Apertis;

/// <summary>Ends a handshake whose certificate did not validate, and carries what was wrong with it.</summary>
internal sealed class CertificateRejectedException(CertificateReport report)
    : AuthenticationException($"The server's certificate was rejected: {report.Detail}.")
{
    public CertificateReport Report { get; } = report;
}
