using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Apertis.Gateway;

/// <summary>A certificate authority in memory: one root, made at construction, and the server certificates it issues.</summary>
public sealed class GatewayAuthority : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    // Certificate dates have whole seconds; a root from well before covers the expired leaf too.
    private readonly DateTimeOffset _now = DateTimeOffset.UtcNow;
    private readonly X509Certificate2 _issuer;

    /// <summary>Makes a new root.</summary>
    public GatewayAuthority()
    {
        _issuer = CreateRoot("Apertis Gateway Test Root", "Apertis Gateway");
        Root = X509CertificateLoader.LoadCertificate(_issuer.RawData);
    }

    /// <summary>The root without its private key, for a trust store.</summary>
    public X509Certificate2 Root { get; }

    /// <summary>Issues a server certificate with its private key; the caller disposes of it.</summary>
    /// <param name="kind">Any kind but <see cref="GatewayCertificate.None"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="kind"/> is not a certificate.</exception>
    public X509Certificate2 Issue(GatewayCertificate kind)
    {
        switch (kind)
        {
            case GatewayCertificate.Good:
            case GatewayCertificate.WrongName:
                return IssueLeaf(kind, _issuer, -1, 365);
            case GatewayCertificate.Expired:
                return IssueLeaf(kind, _issuer, -90, -30);
            case GatewayCertificate.NotYetValid:
                return IssueLeaf(kind, _issuer, 30, 365);
            case GatewayCertificate.SelfSigned:
                return IssueLeaf(kind, issuer: null, -1, 365);
            case GatewayCertificate.UntrustedRoot:
                using (X509Certificate2 stranger = CreateRoot("TLS Inspection Root", "Example Corp"))
                {
                    return IssueLeaf(kind, stranger, -1, 365);
                }

            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of certificate.");
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Root.Dispose();
        _issuer.Dispose();
    }

    private X509Certificate2 CreateRoot(string name, string organization)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}, O={organization}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request.CreateSelfSigned(_now.AddYears(-1), _now.AddYears(5));
    }

    private X509Certificate2 IssueLeaf(GatewayCertificate kind, X509Certificate2? issuer, int fromDay, int toDay)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string name = kind == GatewayCertificate.WrongName ? "other.example" : "localhost";
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        request.CertificateExtensions.Add(AlternativeNames(kind));

        DateTimeOffset from = _now.AddDays(fromDay);
        DateTimeOffset to = _now.AddDays(toDay);
        if (issuer is null)
        {
            using X509Certificate2 own = request.CreateSelfSigned(from, to);
            return Reload(own);
        }

        request.CertificateExtensions.Add(
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(issuer, true, false));
        using X509Certificate2 bare = request.Create(issuer, from, to, RandomNumberGenerator.GetBytes(16));
        using X509Certificate2 complete = bare.CopyWithPrivateKey(key);
        return Reload(complete);
    }

    private static X509Extension AlternativeNames(GatewayCertificate kind)
    {
        var names = new SubjectAlternativeNameBuilder();
        if (kind == GatewayCertificate.WrongName)
        {
            names.AddDnsName("other.example");
        }
        else
        {
            names.AddDnsName("localhost");
            names.AddIpAddress(IPAddress.Loopback);
            names.AddIpAddress(IPAddress.IPv6Loopback);
        }

        return names.Build();
    }

    // Windows' TLS cannot use a key that only exists in memory; a round trip through PKCS#12 serves every platform.
    private static X509Certificate2 Reload(X509Certificate2 certificate) =>
        X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
}
