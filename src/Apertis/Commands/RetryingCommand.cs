using System.Management.Automation;
using Apertis.Client.Http;

namespace Apertis.Commands;

/// <summary>A command whose calls are repeated when a failure is passing.</summary>
public abstract class RetryingCommand : ApertisCommand
{
    private protected RetryingCommand(double timeoutSec)
        : base(timeoutSec)
    {
    }

    /// <summary>Attempts after the first, for problems that pass: rate limits, server errors, broken connections. Default: 5. A repeated chat may be billed twice.</summary>
    [Parameter]
    [ValidateRange(0, 1000)]
    public int MaximumRetryCount { get; set; } = 5;

    /// <summary>Longest wait before an attempt, in seconds. A longer one fails at once and names the time it would have ended. Default: 60.</summary>
    [Parameter]
    [ValidateRange(0.0, 86400.0)]
    public double MaximumRetryDelaySec { get; set; } = 60;

    private protected override ClientOptions Configure(ClientOptions options) =>
        options with { MaximumRetryCount = MaximumRetryCount, MaximumRetryDelay = TimeSpan.FromSeconds(MaximumRetryDelaySec) };
}
