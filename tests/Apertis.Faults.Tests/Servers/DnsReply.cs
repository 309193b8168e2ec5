using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Apertis.Faults.Servers;

/// <summary>What a DNS server says to a question, if anything.</summary>
internal sealed record DnsReply(DnsCode Code)
{
    private const ushort AddressType = 1;
    private const ushort AliasType = 5;
    private const ushort SixType = 28;

    /// <summary>Nothing at all.</summary>
    public static DnsReply Silence { get; } = new(DnsCode.NoError) { IsSilent = true };

    /// <summary>The name exists, but has no address.</summary>
    public static DnsReply NoData { get; } = new(DnsCode.NoError);

    public bool IsSilent { get; private init; }

    private IReadOnlyList<IPAddress> Addresses { get; init; } = [];

    private string? Alias { get; init; }

    public static DnsReply Of(params IReadOnlyList<IPAddress> addresses) => new(DnsCode.NoError) { Addresses = addresses };

    /// <summary>An alias of a name that does not exist.</summary>
    public static DnsReply DeadAlias(string target) => new(DnsCode.NoSuchName) { Alias = target };

    /// <summary>The records for a question of that type.</summary>
    public IEnumerable<byte[]> Records(ushort type) =>
        Alias is not null
            ? [Record(AliasType, [.. Alias.Split('.').SelectMany(label => Encoding.ASCII.GetBytes(label).Prepend((byte)label.Length)), 0])]
            : Addresses.Where(address => type == TypeOf(address)).Select(address => Record(type, address.GetAddressBytes()));

    private static ushort TypeOf(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? SixType : AddressType;

    private static byte[] Record(ushort type, byte[] data)
    {
        // The name is a pointer to the question's; class IN; a minute to live.
        byte[] record = [0xC0, 12, 0, 0, 0, 1, 0, 0, 0, 60, 0, 0, .. data];
        BinaryPrimitives.WriteUInt16BigEndian(record.AsSpan(2), type);
        BinaryPrimitives.WriteUInt16BigEndian(record.AsSpan(10), (ushort)data.Length);
        return record;
    }
}
