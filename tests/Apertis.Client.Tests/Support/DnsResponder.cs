using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Apertis.Client.Tests.Support;

/// <summary>A DNS server on loopback that gives every question for an IPv4 address the same answer.</summary>
internal sealed class DnsResponder : IAsyncDisposable
{
    public const byte NoError = 0;
    public const byte ServerFailure = 2;
    public const byte NoSuchName = 3;

    private const int HeaderLength = 12;
    private const ushort TypeA = 1;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _serving;

    private DnsResponder(byte? code, IPAddress? address)
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _serving = ServeAsync(code, address);
    }

    public IPEndPoint EndPoint => (IPEndPoint)_socket.LocalEndPoint!;

    /// <summary>A server that knows one address for every name.</summary>
    public static DnsResponder Knowing(IPAddress address) => new(NoError, address);

    /// <summary>A server that answers with that code and no address.</summary>
    public static DnsResponder Answering(byte code) => new(code, null);

    /// <summary>A server that reads, and never says a word.</summary>
    public static DnsResponder Silent() => new(null, null);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _socket.Dispose();
        await _serving;
        _stopping.Dispose();
    }

    private async Task ServeAsync(byte? code, IPAddress? address)
    {
        var buffer = new byte[512];
        try
        {
            while (true)
            {
                var question = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), _stopping.Token);
                if (code is { } known)
                {
                    await _socket.SendToAsync(Answer(buffer.AsSpan(0, question.ReceivedBytes), known, address), SocketFlags.None, question.RemoteEndPoint, _stopping.Token);
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    // The question as it came, with the bits of an answer, and after it one record that points back to the name.
    private static byte[] Answer(ReadOnlySpan<byte> question, byte code, IPAddress? address)
    {
        var end = HeaderLength;
        while (question[end] != 0)
        {
            end += question[end] + 1;
        }

        var type = BinaryPrimitives.ReadUInt16BigEndian(question[(end + 1)..]);
        byte[] record = address is not null && type == TypeA ? [0xC0, HeaderLength, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, .. address.GetAddressBytes()] : [];
        byte[] answer = [.. question[..(end + 5)], .. record];
        answer[2] = 0x81;
        answer[3] = (byte)(0x80 | code);
        answer[7] = (byte)(record.Length > 0 ? 1 : 0);
        answer[8] = answer[9] = answer[10] = answer[11] = 0;
        return answer;
    }
}
