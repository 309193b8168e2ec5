using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Apertis;

/// <summary>What validation said of a server's certificate, kept after the handshake is over.</summary>
internal sealed record CertificateReport
{
    /// <summary>Id of the problem; null when the certificate is good.</summary>
    public string? Problem { get; init; }

    /// <summary>The finding, as part of a sentence.</summary>
    public required string Detail { get; init; }

    public required IReadOnlyDictionary<string, string> Evidence { get; init; }

    /// <summary>Reads what a validation callback is given.</summary>
    /// <param name="certificate">The server's certificate, if it sent one.</param>
    /// <param name="chain">The chain that was built.</param>
    /// <param name="errors">The platform's verdict.</param>
    /// <param name="host">The name that was asked for.</param>
    /// <param name="now">The time against which validity was checked.</param>
    public static CertificateReport From(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors, string host, DateTimeOffset now)
    {
        var evidence = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { [Fact.Host] = host };
        if (certificate is null)
        {
            return new CertificateReport { Problem = "TlsHandshakeFailed", Detail = "the server sent no certificate", Evidence = evidence };
        }

        // A copy is made only where the callback was given the older type; the callback's own certificate is not ours to dispose.
        using var copy = certificate is X509Certificate2 ? null : new X509Certificate2(certificate);
        var leaf = certificate as X509Certificate2 ?? copy!;
        evidence[Fact.Subject] = Show(leaf.Subject);
        evidence[Fact.Issuer] = Show(leaf.Issuer);
        evidence[Fact.NotBefore] = Show(leaf.NotBefore);
        evidence[Fact.NotAfter] = Show(leaf.NotAfter);
        evidence[Fact.Names] = NamesOf(leaf);

        var statuses = chain?.ChainStatus.Where(status => status.Status != X509ChainStatusFlags.NoError).Select(status => status.Status.ToString()).Distinct().ToList() ?? [];
        if (errors != SslPolicyErrors.None)
        {
            evidence[Fact.CertificateError] = string.Join(", ", statuses.Prepend(errors.ToString()));
        }

        var (problem, detail) = Classify(leaf, chain, errors, host, now, evidence);
        return new CertificateReport { Problem = problem, Detail = detail, Evidence = evidence };
    }

    // An untrusted chain comes first: nothing else that such a certificate says can be believed.
    private static (string? Problem, string Detail) Classify(X509Certificate2 leaf, X509Chain? chain, SslPolicyErrors errors, string host, DateTimeOffset now, Dictionary<string, string> evidence)
    {
        if (errors == SslPolicyErrors.None)
        {
            return (null, $"the certificate for {evidence[Fact.Names]} is good until {evidence[Fact.NotAfter]}");
        }

        var flags = chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, status) => all | status.Status) ?? X509ChainStatusFlags.NoError;
        if ((flags & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain)) != 0)
        {
            return ("CertificateUntrusted", leaf.Subject == leaf.Issuer ? $"{host} signed its certificate itself" : $"its issuer is not trusted here: {evidence[Fact.Issuer]}");
        }

        if ((flags & X509ChainStatusFlags.NotTimeValid) != 0)
        {
            var expired = chain!.ChainElements.Select(element => element.Certificate).FirstOrDefault(certificate => certificate.NotAfter.ToUniversalTime() < now);
            if (expired is not null)
            {
                // It may be another certificate of the chain than the server's own.
                evidence[Fact.NotAfter] = Show(expired.NotAfter);
                evidence[Fact.Subject] = Show(expired.Subject);
                return ("CertificateExpired", $"it was valid until {Show(expired.NotAfter)}, and this machine's clock says {Show(now.UtcDateTime)}");
            }

            return ("CertificateNotYetValid", $"it is valid from {evidence[Fact.NotBefore]}, and this machine's clock says {Show(now.UtcDateTime)}");
        }

        if ((errors & SslPolicyErrors.RemoteCertificateNameMismatch) != 0)
        {
            return ("CertificateNameMismatch", $"it is for {evidence[Fact.Names]}, not for {host}");
        }

        return ("CertificateUntrusted", $"validation failed: {evidence[Fact.CertificateError]}");
    }

    private static string NamesOf(X509Certificate2 leaf)
    {
        var extension = leaf.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        var names = extension is null ? [] : extension.EnumerateDnsNames().Concat(extension.EnumerateIPAddresses().Select(address => address.ToString())).ToList();
        return names.Count > 0 ? Show(string.Join(", ", names)) : Show(leaf.GetNameInfo(X509NameType.DnsName, forIssuer: false));
    }

    private static string Show(string text) => ServerText.Clean(text, 200) ?? "(no name)";

    private static string Show(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
