namespace Apertis;

/// <summary>What a problem means for further calls with the key that met it.</summary>
internal enum KeyEffect
{
    /// <summary>Nothing: the key is not the cause.</summary>
    None,

    /// <summary>The key must rest until the end of its rate-limit window.</summary>
    Rests,

    /// <summary>The key may not be used for this; for something else it may.</summary>
    Denied,

    /// <summary>The key is of no more use.</summary>
    Dead,
}
