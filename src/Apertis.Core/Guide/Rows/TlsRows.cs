namespace Apertis;

internal static class TlsRows
{
    private const string NativeCategory = "SecurityError";

    private static readonly GuideAction[] UpdateStoreSteps =
    [
        new("Update this machine's root certificates: sudo apt-get install --reinstall ca-certificates && sudo update-ca-certificates (Debian, Ubuntu), sudo dnf reinstall ca-certificates (Fedora, RHEL), apk add ca-certificates (Alpine).", GuidePlatform.Linux),
        new("Update this machine's root certificates: run Windows Update, or certutil -generateSSTFromWU roots.sst and import the file.", GuidePlatform.Windows),
        new("Update this machine's root certificates: install the latest macOS update; they are in Keychain Access → System Roots.", GuidePlatform.MacOS),
    ];

    private static readonly GuideAction[] TrustRootSteps =
    [
        new("If a company proxy inspects TLS, trust its CA: copy its certificate (PEM, .crt) to /usr/local/share/ca-certificates/ and run sudo update-ca-certificates.", GuidePlatform.Linux),
        new("If a company proxy inspects TLS, trust its CA, as administrator: Import-Certificate -FilePath proxy-ca.crt -CertStoreLocation Cert:\\LocalMachine\\Root", GuidePlatform.Windows),
        new("If a company proxy inspects TLS, trust its CA: sudo security add-trusted-cert -d -r trustRoot -k /Library/Keychains/System.keychain proxy-ca.crt", GuidePlatform.MacOS),
    ];

    private static readonly GuideAction[] CheckClockSteps =
    [
        new("Check this machine's date, time and time zone: timedatectl, then sudo timedatectl set-ntp true", GuidePlatform.Linux),
        new("Check this machine's date, time and time zone: w32tm /resync, as administrator", GuidePlatform.Windows),
        new("Check this machine's date, time and time zone: sudo sntp -sS time.apple.com", GuidePlatform.MacOS),
    ];

    public static IReadOnlyList<GuideProblem> All { get; } =
    [
        new("UnencryptedAuthentication", ProblemCategory.Tls, NativeCategory)
        {
            Title = "The key would travel unencrypted",
            Causes = ["The base URI says http and names another machine."],
            Actions =
            [
                "Use https in the base URI; {BaseUri} is in use.",
                "If the network in between is yours and trusted, say so with -AllowUnencryptedAuthentication.",
            ],
        },
        new("CertificateExpired", ProblemCategory.Tls, NativeCategory)
        {
            Title = "The server's certificate has expired",
            Causes = ["This machine's clock is wrong: TLS needs the right time.", "The server's certificate was not renewed."],
            Actions =
            [
                "Have whoever runs {Host} renew its certificate, which was valid until {NotAfter}; this machine's clock is right ({ClockChecked}).",
                .. CheckClockSteps,
                "The certificate was valid until {NotAfter}. If this machine's clock is right, whoever runs {Host} has to renew it.",
                $"If {{Host}} is the API's own host, see the status page: {TroubleshootingGuide.StatusPage}.",
            ],
        },
        new("CertificateNotYetValid", ProblemCategory.Tls, NativeCategory)
        {
            Title = "The server's certificate is not valid yet",
            Causes = ["This machine's clock is behind: TLS needs the right time.", "The server uses a certificate too early."],
            Actions =
            [
                "Have whoever runs {Host} mend its certificate, which is valid from {NotBefore} only; this machine's clock is right ({ClockChecked}).",
                .. CheckClockSteps,
                "The certificate is valid from {NotBefore}. If this machine's clock is right, whoever runs {Host} has to mend it.",
            ],
        },
        new("CertificateNameMismatch", ProblemCategory.Tls, NativeCategory)
        {
            Title = "The server's certificate is for another host",
            Causes = ["The base URI names the server by another name or by its address.", "DNS or a proxy led to another server."],
            Actions =
            [
                "The certificate is for {Names}; the base URI names {Host}. Use a name that the certificate holds.",
                "If the base URI is right, something else answers in its place. Test-ApertisConnection shows its address and issuer.",
            ],
        },
        new("CertificateUntrusted", ProblemCategory.Tls, NativeCategory)
        {
            Title = "The server's certificate is not trusted",
            Causes = ["A company proxy inspects TLS and its CA is not installed here.", "This machine's root certificates are old or missing.", "The server uses a certificate of its own making, or does not send its whole chain."],
            Actions =
            [
                "Have whoever runs {Host} send the whole chain: the certificate of '{MissingIssuer}' is missing. If that is an authority of this network, have it trusted on this machine.",
                "It was issued by {Issuer}. If that is your company's proxy, its CA has to be trusted on this machine.",
                .. TrustRootSteps,
                .. UpdateStoreSteps,
            ],
        },
        new("TlsHandshakeFailed", ProblemCategory.Tls, NativeCategory)
        {
            Title = "No TLS connection could be agreed on",
            Causes = ["What listens at the port does not speak TLS (plain http, say).", "Client and server have no protocol version or cipher in common.", "A firewall or proxy breaks the handshake off."],
            Actions =
            [
                "Write http:// where the server is meant to be without TLS, or give a port that speaks it: {PlainHttp} leads to plain http.",
                "Check the address: the server wants the client to show a certificate ({ClientCertificateAlert}), which the API never does.",
                new("Check scheme and port of the base URI: {BaseUri}; https needs a port that speaks TLS.") { Unless = Fact.PlainHttp },
                new("The server needs TLS 1.2 or 1.3. Run Test-ApertisConnection for the details.") { Unless = Fact.PlainHttp },
                new("If a company proxy is on the way, configure it: -Proxy (or HTTPS_PROXY, set before PowerShell starts).") { Unless = Fact.PlainHttp },
            ],
        },
        new("ClockSkew", ProblemCategory.Tls, NativeCategory)
        {
            Title = "This machine's clock is wrong",
            Causes = ["Time synchronisation is off, or the battery of the clock is empty; containers and virtual machines take the time from their host."],
            Actions = ["Set this machine's clock: it says {LocalTime}, the server says {ServerTime}.", .. CheckClockSteps],
        },
        new("TlsInspection", ProblemCategory.Tls, NativeCategory)
        {
            Title = "TLS is probably being inspected on the way",
            Causes = ["A company proxy or security program puts its own certificate in the place of the server's."],
            Actions =
            [
                "Ask whoever runs this network whether '{Root}' is the CA of its proxy; if so, have it trusted on this machine, or have {Host} exempted from inspection.",
                .. TrustRootSteps,
            ],
        },
        new("CertificateStoreMissing", ProblemCategory.Tls, NativeCategory)
        {
            Title = "This machine has no root certificates",
            Causes = ["A slim container image without the ca-certificates package.", "SSL_CERT_FILE or SSL_CERT_DIR point to nothing."],
            Actions =
            [
                new("Install the package ca-certificates: apt-get install ca-certificates (Debian, Ubuntu), apk add ca-certificates (Alpine), microdnf install ca-certificates (UBI).", GuidePlatform.Linux),
                .. UpdateStoreSteps,
                "Check the environment variables SSL_CERT_FILE and SSL_CERT_DIR: they take the place of the system's own certificates.",
            ],
        },
    ];
}
