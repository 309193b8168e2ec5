namespace Apertis.Client.Http;

/// <summary>The one place where a failure becomes something that leaves the client: whatever text it carries is redacted here.</summary>
internal static class GuideMatchRedaction
{
    public static GuideMatch Redacted(this GuideMatch match, Redactor redactor) => match with
    {
        Detail = redactor.TryRedact(match.Detail),
        Code = redactor.TryRedact(match.Code),
        Type = redactor.TryRedact(match.Type),
        Param = redactor.TryRedact(match.Param),
        Evidence = match.Evidence.ToDictionary(pair => pair.Key, pair => redactor.Redact(pair.Value), StringComparer.OrdinalIgnoreCase),
        Exception = match.Exception is { } exception && redactor.FindsSecretIn(exception.ToString()) ? null : match.Exception,
    };
}
