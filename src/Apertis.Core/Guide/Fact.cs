namespace Apertis;

/// <summary>Names of the evidence that problems carry and that the guide's steps may quote in braces.</summary>
internal static class Fact
{
    public const string Alert = nameof(Alert);
    public const string Answer = nameof(Answer);
    public const string BaseUri = nameof(BaseUri);
    public const string BillingCycle = nameof(BillingCycle);
    public const string BlankItems = nameof(BlankItems);
    public const string CertificateError = nameof(CertificateError);
    public const string Chain = nameof(Chain);
    public const string ClientCertificateAlert = nameof(ClientCertificateAlert);
    public const string ClockChecked = nameof(ClockChecked);
    public const string ConfigurationFile = nameof(ConfigurationFile);
    public const string Container = nameof(Container);
    public const string ContentType = nameof(ContentType);
    public const string Contradiction = nameof(Contradiction);
    public const string Credentials = nameof(Credentials);
    public const string CredentialsSource = nameof(CredentialsSource);
    public const string DockerContainer = nameof(DockerContainer);
    public const string FirstBytes = nameof(FirstBytes);
    public const string GatewayTimeout = nameof(GatewayTimeout);
    public const string Host = nameof(Host);
    public const string HostsFile = nameof(HostsFile);
    public const string Issuer = nameof(Issuer);
    public const string Kept = nameof(Kept);
    public const string KeyFindings = nameof(KeyFindings);
    public const string KeySource = nameof(KeySource);
    public const string KubernetesContainer = nameof(KubernetesContainer);
    public const string LocalTime = nameof(LocalTime);
    public const string MissingIssuer = nameof(MissingIssuer);
    public const string Model = nameof(Model);
    public const string Names = nameof(Names);
    public const string Nameservers = nameof(Nameservers);
    public const string NearestHost = nameof(NearestHost);
    public const string NearestModels = nameof(NearestModels);
    public const string NotAfter = nameof(NotAfter);
    public const string NotBefore = nameof(NotBefore);
    public const string Param = nameof(Param);
    public const string PaygFallback = nameof(PaygFallback);
    public const string PodmanContainer = nameof(PodmanContainer);
    public const string PromptLength = nameof(PromptLength);
    public const string Proxy = nameof(Proxy);
    public const string ProxySource = nameof(ProxySource);
    public const string QuotaLeft = nameof(QuotaLeft);
    public const string RayId = nameof(RayId);
    public const string RedirectedTo = nameof(RedirectedTo);
    public const string ResetTime = nameof(ResetTime);
    public const string RetryParameters = nameof(RetryParameters);
    public const string Root = nameof(Root);
    public const string RootFingerprint = nameof(RootFingerprint);
    public const string Schemes = nameof(Schemes);
    public const string Server = nameof(Server);
    public const string ServerTime = nameof(ServerTime);
    public const string ShorterAnswer = nameof(ShorterAnswer);
    public const string Skew = nameof(Skew);
    public const string SocketError = nameof(SocketError);
    public const string Stage = nameof(Stage);
    public const string Status = nameof(Status);
    public const string StreamParameter = nameof(StreamParameter);
    public const string Streaming = nameof(Streaming);
    public const string Subject = nameof(Subject);
    public const string SubscriptionKey = nameof(SubscriptionKey);
    public const string SubscriptionStatus = nameof(SubscriptionStatus);
    public const string SystemAnswer = nameof(SystemAnswer);
    public const string TimeLimit = nameof(TimeLimit);
    public const string Title = nameof(Title);
    public const string TlsPort = nameof(TlsPort);
    public const string TlsVersion = nameof(TlsVersion);
    public const string TunnelRefusal = nameof(TunnelRefusal);
    public const string Via = nameof(Via);

    /// <summary>Whether it only words the guide's steps and says nothing of what happened.</summary>
    public static bool IsWording(string name) => name is Kept or StreamParameter or RetryParameters or ShorterAnswer or Streaming;
}
