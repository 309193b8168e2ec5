using System.Globalization;
using System.Text.RegularExpressions;

namespace Apertis;

/// <summary>The reasons for which a TLS handshake is ended, by their names in RFC 8446.</summary>
internal static partial class TlsAlert
{
    // What .NET names not as the RFC does.
    private static readonly Dictionary<string, string> ByOtherName = new()
    {
        ["InsuffientSecurity"] = "insufficient_security",
        ["UnsupportedCert"] = "unsupported_certificate",
        ["UnsupportedExt"] = "unsupported_extension",
    };

    /// <summary>The name of a number; null for one that is not among the usual.</summary>
    public static string? NameOf(int number) => number switch
    {
        40 => "handshake_failure",
        42 => "bad_certificate",
        47 => "illegal_parameter",
        70 => "protocol_version",
        71 => "insufficient_security",
        80 => "internal_error",
        86 => "inappropriate_fallback",
        112 => "unrecognized_name",
        116 => "certificate_required",
        120 => "no_application_protocol",
        _ => null,
    };

    /// <summary>The name of what .NET calls by its own name, or by the number where it has none.</summary>
    public static string FromNet(string name) =>
        (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? NameOf(number) : ByOtherName.GetValueOrDefault(name))
        ?? WordStart().Replace(name, "_").ToLowerInvariant();

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex WordStart();
}
