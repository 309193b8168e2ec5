using System.Net;

namespace Apertis.Diagnostics.Probes;

/// <summary>What one DNS server, or this machine's own resolver, said of a name.</summary>
/// <param name="Kind">What kind of answer it was.</param>
/// <param name="Text">The answer in words.</param>
/// <param name="Addresses">The addresses; none but in an answer of that kind.</param>
internal sealed record DnsAnswer(DnsAnswerKind Kind, string Text, IReadOnlyList<IPAddress> Addresses)
{
    public static DnsAnswer Of(DnsAnswerKind kind, string text) => new(kind, text, []);

    /// <summary>The answer that the addresses are; the same one twice counts once.</summary>
    public static DnsAnswer Of(IEnumerable<IPAddress> addresses)
    {
        var distinct = addresses.Distinct().ToList();
        return distinct.Count == 0 ? Of(DnsAnswerKind.NoSuchName, "the name has no address") : new DnsAnswer(DnsAnswerKind.Addresses, string.Join(", ", distinct), distinct);
    }
}
