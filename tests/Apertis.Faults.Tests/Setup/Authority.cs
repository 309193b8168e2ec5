using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Apertis.Faults.Setup;

/// <summary>A certificate authority: a root, and intermediates that issue the server certificates.</summary>
internal sealed class Authority
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly string _organization;
    private readonly X509Certificate2 _root;
    private readonly Lazy<string> _rootFile;

    /// <param name="organization">Names the root and the intermediates.</param>
    public Authority(string organization)
    {
        _organization = organization;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _rootFile = new Lazy<string>(WriteRoot);
        _root = IssuerRequest($"CN={organization} Root CA, O={organization}", key).CreateSelfSigned(Day(-1000), Day(2000));
    }

    /// <summary>The one whose root this process and its children trust.</summary>
    public static Authority Trusted { get; } = new("Apertis Fault Tests");

    /// <summary>A company's, which nobody here trusts.</summary>
    public static Authority Company { get; } = new("Example Corp");

    /// <summary>The root without its key, as PEM.</summary>
    public string RootPem => _root.ExportCertificatePem();

    /// <summary>A PEM file of the root, for programs that take one.</summary>
    public string RootFile => _rootFile.Value;

    /// <summary>Trusts the root in this process's home. .NET caches the trust store at its first use of TLS, so this goes before.</summary>
    public void Trust()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using var root = X509CertificateLoader.LoadCertificate(_root.RawData);
        using var store = new X509Store(StoreName.Root, StoreLocation.CurrentUser);
        store.Open(OpenFlags.ReadWrite);
        store.Add(root);
    }

    /// <summary>Issues a certificate for a server.</summary>
    /// <param name="name">A host name; that of loopback brings its addresses along.</param>
    /// <param name="from">When it begins, in days from now.</param>
    /// <param name="to">When it ends, in days from now.</param>
    /// <param name="intermediateEnds">When the intermediate that goes with it ends, in days from now.</param>
    /// <param name="forClients">Allows it to clients only.</param>
    public ServerCertificate Issue(string name, int from = -10, int to = 300, int intermediateEnds = 1000, bool forClients = false)
    {
        using var issuerKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var issuerName = $"CN={_organization} Issuing CA, O={_organization}";
        using var issuer = Sign(IssuerRequest(issuerName, issuerKey), _root, -1000, 1000);
        using var shown = Sign(IssuerRequest(issuerName, issuerKey), _root, -1000, intermediateEnds);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var leaf = Sign(ServerRequest(name, key, forClients ? ClientAuthentication : ServerAuthentication), issuer.CopyWithPrivateKey(issuerKey), from, to).CopyWithPrivateKey(key);
        return new ServerCertificate(leaf, [X509CertificateLoader.LoadCertificate(shown.RawData)]);
    }

    /// <summary>A certificate that is its own issuer.</summary>
    /// <param name="name">A host name.</param>
    public static ServerCertificate SelfSigned(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new ServerCertificate(ServerRequest(name, key, ServerAuthentication).CreateSelfSigned(Day(-10), Day(300)), []);
    }

    private string WriteRoot()
    {
        var path = Path.Combine(ProcessSetup.Home, $"{_organization}.pem");
        File.WriteAllText(path, RootPem);
        return path;
    }

    private static DateTimeOffset Day(int days) => DateTimeOffset.UtcNow.AddDays(days);

    private static CertificateRequest IssuerRequest(string subject, ECDsa key)
    {
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request;
    }

    private static CertificateRequest ServerRequest(string name, ECDsa key, string usage)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        if (name == "localhost")
        {
            names.AddIpAddress(IPAddress.Loopback);
        }

        request.CertificateExtensions.Add(names.Build());
        return request;
    }

    private static X509Certificate2 Sign(CertificateRequest request, X509Certificate2 issuer, int from, int to)
    {
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(issuer, true, false));
        return request.Create(issuer, Day(from), Day(to), RandomNumberGenerator.GetBytes(16));
    }
}
