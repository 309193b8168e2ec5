using Microsoft.Extensions.Hosting;

namespace Apertis.Gateway.Serving;

/// <summary>Leaves Ctrl+C and SIGTERM to the process that hosts the gateway.</summary>
internal sealed class NoSignals : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
