using System.Diagnostics;

namespace Apertis.Benchmarks.Processes;

/// <summary>The simulated gateway in a process of its own, so that its work is in nobody's allocations and on nobody's threads.</summary>
internal sealed class GatewayProcess : IAsyncDisposable
{
    private const string AddressMark = "Listening on ";
    private const string GoodKeyMark = " Good ";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Process _process;

    private GatewayProcess(Process process, Uri baseUri, string key)
    {
        _process = process;
        BaseUri = baseUri;
        Key = key;
    }

    /// <summary>Where the API is, version included.</summary>
    public Uri BaseUri { get; }

    /// <summary>A key that works everywhere.</summary>
    public string Key { get; }

    /// <summary>Starts a gateway on a free port. It ends with this process at the latest, because its standard input then closes.</summary>
    public static async Task<GatewayProcess> StartAsync(params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [Checkout.Gateway, "--port", "0", "--stop-with-stdin", .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        string? address = null;
        string? key = null;
        while ((address is null || key is null) && await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(AddressMark, StringComparison.Ordinal))
            {
                address = line[AddressMark.Length..];
            }
            else if (line.Contains(GoodKeyMark, StringComparison.Ordinal))
            {
                key = line.TrimStart().Split(' ')[0];
            }
        }

        if (address is null || key is null)
        {
            await process.WaitForExitAsync();
            throw new InvalidOperationException($"The gateway did not start (exit code {process.ExitCode}).");
        }

        // Nobody reads the tables that follow; a full pipe would stop the gateway.
        _ = process.StandardOutput.ReadToEndAsync();
        return new GatewayProcess(process, new Uri(address), key);
    }

    /// <summary>The base URI under which the gateway misbehaves as its fault says.</summary>
    public GatewayProcess WithFault(string fault) => new(_process, new Uri(BaseUri, $"/fault/{fault}{BaseUri.AbsolutePath}"), Key);

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
