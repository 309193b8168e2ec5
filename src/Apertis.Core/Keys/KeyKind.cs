namespace Apertis;

/// <summary>What a key's prefix says about it.</summary>
public enum KeyKind
{
    /// <summary>No known prefix.</summary>
    Unknown,

    /// <summary><c>sk-</c>: pay as you go.</summary>
    Standard,

    /// <summary><c>sk-sub-</c> (also seen as <c>sk-sub_</c>): paid from a subscription.</summary>
    Subscription,
}
