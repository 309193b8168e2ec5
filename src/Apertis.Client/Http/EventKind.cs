namespace Apertis.Client.Http;

/// <summary>What an event of a streamed answer was.</summary>
internal enum EventKind
{
    /// <summary>Nothing: an event without data, which some proxies send to keep the line alive.</summary>
    None,

    /// <summary>A part of the answer.</summary>
    Part,

    /// <summary>The mark that nothing follows.</summary>
    End,

    /// <summary>An error in the middle of the stream.</summary>
    Error,
}
