namespace Apertis.Client.Tests.Support;

/// <summary>A test over TLS that needs an authority trusted by this process alone.</summary>
public sealed class TrustedTlsFactAttribute : FactAttribute
{
    public TrustedTlsFactAttribute()
    {
        Skip = TrustedTls.SkipReason;
    }
}

/// <inheritdoc cref="TrustedTlsFactAttribute"/>
public sealed class TrustedTlsTheoryAttribute : TheoryAttribute
{
    public TrustedTlsTheoryAttribute()
    {
        Skip = TrustedTls.SkipReason;
    }
}

internal static class TrustedTls
{
    public static string? SkipReason =>
        TestEnvironment.TrustsAuthority ? null : "Only on Linux can a process trust an authority of its own without asking the user.";
}
