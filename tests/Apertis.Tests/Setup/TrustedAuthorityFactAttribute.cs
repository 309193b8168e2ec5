namespace Apertis.Tests.Setup;

/// <summary>A test of what happens with a trusted certificate.</summary>
internal sealed class TrustedAuthorityFactAttribute : FactAttribute
{
    public TrustedAuthorityFactAttribute()
    {
        Skip = TrustedAuthority.Missing;
    }
}
