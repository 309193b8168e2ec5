namespace Apertis.Client.Http;

/// <summary>Takes in the events of a streamed answer, one by one.</summary>
internal interface IEventSink
{
    /// <summary>Whether something of the answer has reached the caller. From then on no attempt is repeated.</summary>
    bool HasDelivered { get; }

    /// <summary>Whether the events so far make a whole answer, so that the stream may end.</summary>
    bool IsWhole { get; }

    /// <summary>Takes in an event.</summary>
    /// <param name="data">Its data, never empty.</param>
    /// <returns>What the event was.</returns>
    /// <exception cref="System.Text.Json.JsonException">It is not the JSON that it should be.</exception>
    EventKind Take(ReadOnlySpan<byte> data);
}
