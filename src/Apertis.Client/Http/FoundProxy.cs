using System.Net;
using System.Text;

namespace Apertis.Client.Http;

/// <summary>The proxy for an address.</summary>
/// <param name="Uri">Where it is; null when requests go straight.</param>
/// <param name="Credential">What it is told when it asks who we are; null for nothing.</param>
internal sealed record FoundProxy(Uri? Uri, NetworkCredential? Credential)
{
    /// <summary>What must not be shown of it: its password, and the header that carries it.</summary>
    public IEnumerable<string> Secrets => Credential is { Password.Length: > 0 } credential ? [credential.Password, BasicTokenOf(credential)] : [];

    /// <summary>The problem of a system that was asked and gave no answer.</summary>
    /// <param name="limit">How long it was waited for.</param>
    public static GuideMatch NotFoundWithin(TimeSpan limit) =>
        GuideMatch.Local("ProxyUnreachable", $"the system had not found its proxy after {limit.InSeconds()} s", (Fact.ProxySearch, "The system's settings"));

    /// <summary>What follows <c>Basic</c> in the header that carries a credential.</summary>
    public static string BasicTokenOf(NetworkCredential credential)
    {
        var user = credential.Domain.Length > 0 ? $"{credential.Domain}\\{credential.UserName}" : credential.UserName;
        return Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{credential.Password}"));
    }
}
