namespace Apertis.Faults.Matrix;

/// <summary>What a fault needs besides .NET.</summary>
[Flags]
internal enum Needs
{
    None = 0,
    Namespaces = 1,
    Nftables = 1 << 1,
    OpenSsl = 1 << 2,
    Faketime = 1 << 3,
    Nginx = 1 << 4,
    Squid = 1 << 5,
    Tinyproxy = 1 << 6,
    Dnsmasq = 1 << 7,
    Linux = 1 << 8,
}
