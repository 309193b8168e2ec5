using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Apertis.Engine;

namespace Apertis.Tests.Samples;

/// <summary>The tour as a program of its own, on a machine whose user has a proxy for the internet.</summary>
public sealed class TourTests
{
    // The tour takes seconds; only a broken one comes near this.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Tour_sends_nothing_to_the_users_proxy_and_finds_all_as_it_should_be()
    {
        using var proxy = new TcpListener(IPAddress.Loopback, 0);
        proxy.Start();
        var start = new ProcessStartInfo("dotnet", [TourPath()]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in new[] { "http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY" })
        {
            start.Environment[name] = $"http://{proxy.LocalEndpoint}";
        }

        start.Environment["no_proxy"] = "example.com";
        start.Environment["NO_PROXY"] = "example.com";
        using var tour = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            var output = tour.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = tour.StandardError.ReadToEndAsync(limit.Token);
            await tour.WaitForExitAsync(limit.Token);

            Assert.False(proxy.Pending(), "A request went to the proxy.");
            Assert.Equal(string.Empty, await errors);
            Assert.Contains("The tour is over", await output, StringComparison.Ordinal);
            Assert.Equal(0, tour.ExitCode);
        }
        finally
        {
            if (!tour.HasExited)
            {
                tour.Kill(entireProcessTree: true);
            }
        }
    }

    // Built like these tests: bin/<configuration>/<framework>.
    private static string TourPath()
    {
        var framework = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var path = Path.Combine(Checkout.Root, "samples", "Tour", "bin", framework.Parent!.Name, framework.Name, "Tour.dll");
        Assert.True(File.Exists(path), $"The tour is not built: {path}");
        return path;
    }
}
