using System.Text;

namespace Apertis.Diagnostics.Probes;

/// <summary>The beginning of what a server sent where the answer to a TLS handshake was expected.</summary>
internal sealed class FirstBytes(ReadOnlyMemory<byte> bytes)
{
    private const byte AlertRecord = 21;
    private const byte HandshakeRecord = 22;
    private const int Shown = 60;

    public static readonly FirstBytes None = new(ReadOnlyMemory<byte>.Empty);

    public bool IsEmpty => bytes.IsEmpty;

    /// <summary>Whether it is a record of TLS or its predecessor SSL 3.</summary>
    public bool IsTls => bytes.Length >= 2 && bytes.Span[0] is AlertRecord or HandshakeRecord && bytes.Span[1] == 3;

    /// <summary>The reason that the server gave for ending the handshake, by its name in RFC 8446; null when it gave none.</summary>
    public string? Alert => !IsTls || bytes.Span[0] != AlertRecord || bytes.Length < 7 ? null : TlsAlert.NameOf(bytes.Span[6]) ?? FormattableString.Invariant($"alert {bytes.Span[6]}");

    /// <summary>The version that the record names; TLS 1.3 calls itself 1.2. Null when it is no record of TLS.</summary>
    public string? Version => !IsTls || bytes.Length < 3 ? null : bytes.Span[2] switch
    {
        0 => "SSL 3.0",
        var minor => FormattableString.Invariant($"TLS 1.{minor - 1}"),
    };

    /// <summary>The first line, where it is text.</summary>
    public string? Text
    {
        get
        {
            var line = bytes.Span[..Math.Min(bytes.Length, Shown)];
            var end = line.IndexOfAny((byte)'\r', (byte)'\n');
            line = end < 0 ? line : line[..end];
            return line.Length > 0 && !line.ContainsAnyExceptInRange((byte)' ', (byte)'~') ? Encoding.ASCII.GetString(line) : null;
        }
    }

    public bool IsHttp => bytes.Span.StartsWith("HTTP/"u8);
}
