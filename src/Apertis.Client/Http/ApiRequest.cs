namespace Apertis.Client.Http;

/// <summary>One call of the API.</summary>
internal sealed record ApiRequest
{
    public required HttpMethod Method { get; init; }

    public required Uri Uri { get; init; }

    /// <summary>JSON body; null for none.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>The key to send; null to send none, or one of <see cref="Keys"/>.</summary>
    public ResolvedKey? Key { get; init; }

    /// <summary>The keys of which each attempt sends one; null when there is no choice.</summary>
    public KeyRing? Keys { get; init; }

    /// <summary>The model that the call is about; null when it is about none.</summary>
    public string? Model { get; init; }

    /// <summary>Characters of the prompt, for advice about prompts and their answers; null where none is to be given.</summary>
    public int? PromptLength { get; init; }

    /// <summary>Whether the gateway is told how much time is left (<c>X-Timeout</c>).</summary>
    public bool SendsTimeout { get; init; }

    /// <summary>Limit of this call where it is not the client's; null for the client's.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Whether a failure may be followed by another attempt.</summary>
    public bool IsRetried { get; init; } = true;

    /// <summary>Makes what takes in the events of a streamed answer, anew for each attempt; null when the answer is not to be streamed.</summary>
    public Func<IEventSink>? CreateEventSink { get; init; }

    /// <summary>Adds evidence to a failure before it is reported, in no more than the time given; null to leave failures as they are.</summary>
    public Func<GuideMatch, TimeSpan, CancellationToken, Task<GuideMatch>>? Explain { get; init; }
}
