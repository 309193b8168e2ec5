using System.Collections;
using System.Management.Automation;
using System.Security;

namespace Apertis.Parameters;

/// <summary>
/// Lets an API key be given as text, SecureString, credential (its password) or <see cref="ApiKey"/>, one or several. Null becomes an empty key,
/// so that a secret that was not found is reported instead of another source's key being used.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ApiKeyAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override bool TransformNullOptionalParameters => true;

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => Unwrap(inputData) switch
    {
        IList several => several.Cast<object?>().Select(item => Single(Unwrap(item))).ToArray(),

        // An object of the pipeline, which PowerShell then binds by its property.
        PSCustomObject when ((PSObject)inputData).Properties[nameof(ApiKey)] is not null => inputData,
        var value => Single(value),
    };

    private static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    private static ApiKey Single(object? value) => value switch
    {
        null => new ApiKey(string.Empty),
        ApiKey key => key,
        string text => new ApiKey(text),
        SecureString secret => new ApiKey(secret),
        PSCredential credential => new ApiKey(credential.Password),
        _ => throw new ArgumentTransformationMetadataException($"An API key is a string, a SecureString or a credential, not a {value.GetType().Name}."),
    };
}
