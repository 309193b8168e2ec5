using System.Management.Automation;
using Apertis.Parameters;

namespace Apertis.Commands;

/// <summary>A command that uses a key.</summary>
public abstract class ApiKeyCommand : ApertisCommand
{
    private protected ApiKeyCommand(double timeoutSec)
        : base(timeoutSec)
    {
    }

    /// <summary>The API key: text, SecureString or credential. Default: <c>$env:APERTIS_API_KEY</c>, then <c>~/.apertis/config.json</c>.</summary>
    [Parameter]
    [ApiKey]
    public ApiKey? ApiKey { get; set; }
}
