using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Apertis.Faults.Servers;

/// <summary>A DNS server over UDP that answers each question as one function says.</summary>
internal sealed class NameServer : IAsyncDisposable
{
    private const int HeaderLength = 12;
    private const int LongestMessage = 512;

    private readonly CancellationTokenSource _stopping = new();
    private readonly Socket _socket;
    private readonly Func<string, DnsReply> _answer;
    private readonly Task _serving;

    /// <param name="socket">A bound UDP socket.</param>
    /// <param name="answer">The reply to a name.</param>
    public NameServer(Socket socket, Func<string, DnsReply> answer)
    {
        _socket = socket;
        _answer = answer;
        _serving = ServeAsync();
    }

    public IPEndPoint Address => (IPEndPoint)_socket.LocalEndPoint!;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _serving;
        _socket.Dispose();
        _stopping.Dispose();
    }

    private async Task ServeAsync()
    {
        var buffer = new byte[LongestMessage];
        try
        {
            while (true)
            {
                var got = await _socket.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), _stopping.Token);
                if (Reply(buffer.AsSpan(0, got.ReceivedBytes)) is { } reply)
                {
                    await _socket.SendToAsync(reply, got.RemoteEndPoint, _stopping.Token);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed of.
        }
    }

    private byte[]? Reply(ReadOnlySpan<byte> question)
    {
        var (name, end) = ReadName(question);
        var type = BinaryPrimitives.ReadUInt16BigEndian(question[end..]);
        var answer = _answer(name.ToLowerInvariant());
        if (answer.IsSilent)
        {
            return null;
        }

        byte[][] records = [.. answer.Records(type)];
        var header = new byte[HeaderLength];
        question[..2].CopyTo(header);

        // An answer, recursion desired and available.
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), (ushort)(0x8180 | (int)answer.Code));
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(4), 1);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(6), (ushort)records.Length);
        return [.. header, .. question[HeaderLength..(end + 4)], .. records.SelectMany(record => record)];
    }

    private static (string Name, int End) ReadName(ReadOnlySpan<byte> message)
    {
        var labels = new List<string>();
        var at = HeaderLength;
        while (message[at] != 0)
        {
            labels.Add(Encoding.ASCII.GetString(message.Slice(at + 1, message[at])));
            at += message[at] + 1;
        }

        return (string.Join('.', labels), at + 1);
    }
}
