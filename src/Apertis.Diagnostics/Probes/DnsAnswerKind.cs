namespace Apertis.Diagnostics.Probes;

/// <summary>Kinds of answers to the question for a name.</summary>
internal enum DnsAnswerKind
{
    /// <summary>The name has addresses.</summary>
    Addresses,

    /// <summary>The name does not exist, or has no address.</summary>
    NoSuchName,

    /// <summary>The server answered that it can't answer.</summary>
    Failure,

    /// <summary>No answer came.</summary>
    Silence,
}
