namespace Apertis.Faults.Servers;

/// <summary>Response codes of DNS (RFC 1035, 4.1.1).</summary>
internal enum DnsCode
{
    NoError = 0,
    ServerFailure = 2,
    NoSuchName = 3,
    Refused = 5,
}
