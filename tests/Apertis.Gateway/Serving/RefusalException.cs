namespace Apertis.Gateway.Serving;

/// <summary>Ends a request with an error answer.</summary>
internal sealed class RefusalException(ErrorAnswer answer) : Exception(answer.Body)
{
    public RefusalException(string code, string? message = null, string? param = null)
        : this(ErrorTable.Of(code).With(message, param))
    {
    }

    public ErrorAnswer Answer { get; } = answer;
}
