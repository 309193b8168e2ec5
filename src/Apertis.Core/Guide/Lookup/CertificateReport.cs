using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
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

    /// <summary>Whether a certificate of the chain is out of its time and all else is good.</summary>
    public bool IsTimeTheOnlyFault { get; init; }

    /// <summary>The time in which every certificate of the chain is valid; its end may be before its beginning.</summary>
    public (DateTimeOffset From, DateTimeOffset Until) Validity { get; init; }

    /// <summary>Whether the chain ends at a certificate that vouches for itself.</summary>
    public bool HasRoot { get; init; }

    /// <summary>Whether the server's certificate is its own root.</summary>
    public bool IsSelfSigned { get; init; }

    /// <summary>Whether the chain's last certificate says where the one above it can be had, as those of public authorities do.</summary>
    public bool NamesItsIssuersAddress { get; init; }

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

        var elements = chain?.ChainElements.Select(element => element.Certificate).ToList() ?? [];
        var top = elements.Count > 0 ? elements[^1] : leaf;
        var hasRoot = IsOwnIssuer(top);
        evidence[Fact.Chain] = Show(string.Join(" ← ", elements.Select(element => CommonName(element.SubjectName)).Append(hasRoot ? null : $"({CommonName(top.IssuerName)} is missing)").OfType<string>()));
        evidence[Fact.Root] = Show(hasRoot ? top.Subject : top.Issuer);
        if (hasRoot)
        {
            evidence[Fact.RootFingerprint] = top.GetCertHashString(HashAlgorithmName.SHA256);
        }

        var flags = chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, status) => all | status.Status) ?? X509ChainStatusFlags.NoError;
        if (errors != SslPolicyErrors.None)
        {
            evidence[Fact.CertificateError] = flags == X509ChainStatusFlags.NoError ? errors.ToString() : $"{errors}, {flags}";
        }

        var isSelfSigned = hasRoot && top.RawDataMemory.Span.SequenceEqual(leaf.RawDataMemory.Span);
        var (problem, detail) = Classify(elements, errors, flags, isSelfSigned, host, now, evidence);
        return new CertificateReport
        {
            Problem = problem,
            Detail = detail,
            Evidence = evidence,
            IsTimeTheOnlyFault = errors == SslPolicyErrors.RemoteCertificateChainErrors && flags == X509ChainStatusFlags.NotTimeValid,
            Validity = (elements.Append(leaf).Max(element => new DateTimeOffset(element.NotBefore)), elements.Append(leaf).Min(element => new DateTimeOffset(element.NotAfter))),
            HasRoot = hasRoot,
            IsSelfSigned = isSelfSigned,
            NamesItsIssuersAddress = top.Extensions.OfType<X509AuthorityInformationAccessExtension>().Any(extension => extension.EnumerateCAIssuersUris().Any()),
        };
    }

    // An untrusted chain comes first: nothing else that such a certificate says can be believed.
    private static (string? Problem, string Detail) Classify(List<X509Certificate2> chain, SslPolicyErrors errors, X509ChainStatusFlags flags, bool isSelfSigned, string host, DateTimeOffset now, Dictionary<string, string> evidence)
    {
        if (errors == SslPolicyErrors.None)
        {
            return (null, $"the certificate for {evidence[Fact.Names]} is good until {evidence[Fact.NotAfter]}");
        }

        if ((flags & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain)) != 0)
        {
            var detail = isSelfSigned ? $"{host} signed its certificate itself"
                : (flags & X509ChainStatusFlags.PartialChain) == 0 ? $"its chain ends at a root that is not trusted here: {evidence[Fact.Root]}"
                : $"its chain stops at {evidence[Fact.Root]}, which the server did not send and this machine does not know";
            return ("CertificateUntrusted", detail);
        }

        if ((flags & X509ChainStatusFlags.NotTimeValid) != 0)
        {
            var expired = chain.Find(certificate => certificate.NotAfter.ToUniversalTime() < now);
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

    private static bool IsOwnIssuer(X509Certificate2 certificate) => certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);

    private static string CommonName(X500DistinguishedName name) =>
        name.EnumerateRelativeDistinguishedNames().FirstOrDefault(part => !part.HasMultipleElements && part.GetSingleElementType().FriendlyName == "CN")?.GetSingleElementValue() ?? name.Name;

    private static string NamesOf(X509Certificate2 leaf)
    {
        var extension = leaf.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        var names = extension is null ? [] : extension.EnumerateDnsNames().Concat(extension.EnumerateIPAddresses().Select(address => address.ToString())).ToList();
        return names.Count > 0 ? Show(string.Join(", ", names)) : Show(leaf.GetNameInfo(X509NameType.DnsName, forIssuer: false));
    }

    private static string Show(string text) => ServerText.Clean(text, 200) ?? "(no name)";

    private static string Show(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
