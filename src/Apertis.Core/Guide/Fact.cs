namespace Apertis;

/// <summary>Names of the evidence that problems carry and that the guide's steps may quote in braces.</summary>
internal static class Fact
{
    public const string BaseUri = nameof(BaseUri);
    public const string BlankItems = nameof(BlankItems);
    public const string CertificateError = nameof(CertificateError);
    public const string ConfigurationFile = nameof(ConfigurationFile);
    public const string ContentType = nameof(ContentType);
    public const string Host = nameof(Host);
    public const string Issuer = nameof(Issuer);
    public const string KeyFindings = nameof(KeyFindings);
    public const string KeySource = nameof(KeySource);
    public const string Model = nameof(Model);
    public const string Names = nameof(Names);
    public const string NearestModels = nameof(NearestModels);
    public const string NotAfter = nameof(NotAfter);
    public const string NotBefore = nameof(NotBefore);
    public const string Param = nameof(Param);
    public const string PromptLength = nameof(PromptLength);
    public const string Proxy = nameof(Proxy);
    public const string RayId = nameof(RayId);
    public const string RedirectedTo = nameof(RedirectedTo);
    public const string ResetTime = nameof(ResetTime);
    public const string Server = nameof(Server);
    public const string RetryParameters = nameof(RetryParameters);
    public const string ShorterAnswer = nameof(ShorterAnswer);
    public const string SocketError = nameof(SocketError);
    public const string Stage = nameof(Stage);
    public const string Status = nameof(Status);
    public const string SubscriptionKey = nameof(SubscriptionKey);
    public const string Subject = nameof(Subject);
    public const string Streaming = nameof(Streaming);
    public const string TimeLimit = nameof(TimeLimit);
}
