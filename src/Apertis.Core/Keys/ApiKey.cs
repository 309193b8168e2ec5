using System.Net;
using System.Security;

namespace Apertis;

/// <summary>
/// An API key as it was given. As text it is masked (<c>sk-ab…wxyz</c>), so that transcripts, <c>$PSBoundParameters</c> and
/// logs never show it.
/// </summary>
public sealed class ApiKey
{
    private readonly string _raw;

    /// <summary>Wraps a key.</summary>
    /// <param name="value">The key, as pasted: what clings to it (spaces, quotes, <c>Bearer</c>) is cleaned off when it is used.</param>
    public ApiKey(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _raw = value;
        Cleaned = CleanedKey.From(value);
    }

    /// <summary>Wraps a key that is held as a SecureString.</summary>
    /// <param name="value">The key.</param>
    public ApiKey(SecureString value)
        : this(new NetworkCredential(string.Empty, value).Password)
    {
    }

    internal CleanedKey Cleaned { get; }

    internal string Raw => _raw;

    /// <summary>The masked key.</summary>
    public override string ToString() => Cleaned.Masked;
}
