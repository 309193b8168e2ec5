using Apertis.Faults.Matrix;
using Apertis.Faults.Places;
using Apertis.Faults.Servers;
using Apertis.Faults.Setup;
using Apertis.Gateway;

namespace Apertis.Faults.Faults;

/// <summary>Certificates that are wrong in one way each, shown by a server on loopback.</summary>
public sealed class CertificateFaults(Clinic clinic) : FaultTests(clinic)
{
    [Fault("The certificate has expired", Layers.Tls, "CertificateExpired", Evidence = "Subject: CN=localhost", Next = "Have whoever runs localhost renew its certificate", Says = "certificate has expired")]
    public Task Expired() => ShowAsync(Authority.Trusted.Issue("localhost", from: -90, to: -30));

    [Fault("The certificate is not valid yet", Layers.Tls, "CertificateNotYetValid", Next = "Have whoever runs localhost mend its certificate", Says = "certificate is not yet valid")]
    public Task NotYetValid() => ShowAsync(Authority.Trusted.Issue("localhost", from: 30, to: 300));

    [Fault("The certificate is for another host", Layers.Tls, "CertificateNameMismatch", Evidence = "Names: other.example", Next = "The certificate is for other.example; the base URI names localhost.", Says = "no alternative certificate subject name matches target host name")]
    public Task WrongName() => ShowAsync(Authority.Trusted.Issue("other.example"));

    [Fault("The certificate is its own issuer", Layers.Tls, "CertificateUntrusted", Evidence = "CertificateError: UntrustedRoot | Root: CN=localhost", Next = "It was issued by CN=localhost.", Says = "self-signed certificate")]
    public Task SelfSigned() => ShowAsync(Authority.SelfSigned("localhost"));

    [Fault("The server does not send the intermediate certificate", Layers.Tls, "CertificateUntrusted", Evidence = "CertificateError: PartialChain", Next = "Have whoever runs localhost send the whole chain", Says = "unable to get local issuer certificate")]
    public Task IncompleteChain() => ShowAsync(Authority.Trusted.Issue("localhost").Incomplete);

    [Fault("The intermediate certificate has expired, the server's own has not", Layers.Tls, "CertificateExpired", Evidence = "Subject: Issuing CA", Next = "Have whoever runs localhost renew its certificate", Says = "certificate has expired")]
    public Task ExpiredIntermediate() => ShowAsync(Authority.Trusted.Issue("localhost", intermediateEnds: -5));

    [Fault("The certificate is one for clients", Layers.Tls, "CertificateUntrusted", Evidence = "CertificateError: NotValidForUsage", Next = "It was issued by CN=Apertis Fault Tests Issuing CA", Says = "unsuitable certificate purpose")]
    public Task WrongPurpose() => ShowAsync(Authority.Trusted.Issue("localhost", forClients: true));

    [Fault("The root of the certificate is not known here", Layers.Tls, "CertificateUntrusted", Evidence = "CertificateError: UntrustedRoot | Root: Example Corp Root CA", Next = "It was issued by CN=Example Corp Issuing CA", Says = "self-signed certificate in certificate chain", Needs = Needs.OpenSsl)]
    public async Task UnknownRoot()
    {
        using var files = new ScratchFolder();
        var certificate = Authority.Company.Issue("localhost");
        var port = Ports.Free();

        // .NET's own servers never send a root.
        await using var server = await Daemon.StartAsync(Place.Here, "ACCEPT", "openssl", "s_server", "-accept", $"127.0.0.1:{port}", "-cert", files.Write("server.pem", certificate.Pem), "-cert_chain", files.Write("chain.pem", certificate.ChainPem + '\n' + Authority.Company.RootPem), "-www");

        await ExamineAsync($"-BaseUri https://localhost:{port}", [$"https://localhost:{port}/api/models"]);
    }

    [Fault("This machine has no root certificates", Layers.Tls, "CertificateStoreMissing", Next = "Install the package ca-certificates", Says = "error setting certificate", Needs = Needs.Linux)]
    public async Task NoStore()
    {
        using var files = new ScratchFolder();
        var nowhere = Path.Combine(files.Path, "nonexistent");
        var place = Place.Here.With("SSL_CERT_FILE", nowhere).With("SSL_CERT_DIR", nowhere).With("CURL_CA_BUNDLE", nowhere).With("HOME", files.Path);
        await using var server = new SocketServer(new TlsFront(Authority.Trusted.Issue("localhost"), Gateway.Root).ServeAsync);

        await ExamineAsync($"-BaseUri https://localhost:{server.Port}", [$"https://localhost:{server.Port}/api/models"], place);
    }

    private async Task ShowAsync(ServerCertificate certificate, [System.Runtime.CompilerServices.CallerMemberName] string test = "")
    {
        await using var server = new SocketServer(new TlsFront(certificate, Gateway.Root).ServeAsync);

        await ExamineAsync($"-BaseUri https://localhost:{server.Port}", [$"https://localhost:{server.Port}/api/models"], test: test);
    }
}
