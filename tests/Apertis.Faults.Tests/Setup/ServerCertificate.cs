using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Apertis.Faults.Setup;

/// <summary>What a TLS server shows: its certificate, with the private key, and the intermediates that it sends along.</summary>
internal sealed record ServerCertificate(X509Certificate2 Leaf, IReadOnlyList<X509Certificate2> Intermediates)
{
    /// <summary>The same without the intermediates, as a badly configured server sends it.</summary>
    public ServerCertificate Incomplete => this with { Intermediates = [] };

    /// <summary>For .NET's own TLS servers.</summary>
    public SslStreamCertificateContext Context =>
        SslStreamCertificateContext.Create(Portable(), [.. Intermediates], offline: true);

    /// <summary>The intermediates as PEM.</summary>
    public string ChainPem => string.Join('\n', Intermediates.Select(item => item.ExportCertificatePem()));

    /// <summary>For other servers: certificate, intermediates and private key in one PEM file.</summary>
    public string Pem => string.Join('\n', Leaf.ExportCertificatePem(), ChainPem, Leaf.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());

    // Windows' TLS can't use a key that only exists in memory; a round trip through PKCS#12 serves every platform.
    private X509Certificate2 Portable() => X509CertificateLoader.LoadPkcs12(Leaf.Export(X509ContentType.Pkcs12), null);
}
