using System.Diagnostics;
using System.Text.Json;
using Apertis.Benchmarks.Measuring;

namespace Apertis.Benchmarks.Processes;

/// <summary>Runs the scripts in pwsh, each in a process of its own.</summary>
internal static class Shell
{
    public const string Program = "pwsh";

    // Neither the caller's settings nor a proxy for the internet have a part in what is measured.
    private static readonly string[] Removed = ["APERTIS_MODEL", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"];

    /// <summary>Whether this machine has pwsh.</summary>
    public static bool IsThere { get; } = Find();

    /// <summary>Runs a script that writes samples.</summary>
    public static Task<Samples<double>> MeasureAsync(string script, GatewayProcess gateway, params IEnumerable<string> arguments) =>
        MeasureAsync<double>(script, gateway, arguments);

    /// <summary>Runs a script that writes samples.</summary>
    /// <typeparam name="T">What a sample is.</typeparam>
    public static async Task<Samples<T>> MeasureAsync<T>(string script, GatewayProcess gateway, params IEnumerable<string> arguments) =>
        JsonSerializer.Deserialize<Samples<T>>(await RunAsync(script, gateway, arguments), JsonSerializerOptions.Web)!;

    /// <summary>Runs a script that has the module talk to the gateway, and returns its last line.</summary>
    public static Task<string> RunAsync(string script, GatewayProcess gateway, params IEnumerable<string> arguments) =>
        RunAsync(script, gateway, cache: null, arguments);

    /// <summary>Runs a script that has the module talk to the gateway in a shell with a cache of its own, and returns its last line.</summary>
    public static async Task<string> RunAsync(string script, GatewayProcess gateway, ShellCache? cache, params IEnumerable<string> arguments) =>
        await StartAsync(script, gateway, cache, ["-Module", await PackagedModule.GetManifestAsync(), .. arguments]);

    /// <summary>Runs a script that calls nobody, and returns its last line.</summary>
    public static Task<string> RunAsync(string script, params IEnumerable<string> arguments) => RunAsync(script, cache: null, arguments);

    /// <summary>Runs a script that calls nobody in a shell with a cache of its own, and returns its last line.</summary>
    public static Task<string> RunAsync(string script, ShellCache? cache, params IEnumerable<string> arguments) => StartAsync(script, gateway: null, cache, arguments);

    private static async Task<string> StartAsync(string script, GatewayProcess? gateway, ShellCache? cache, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Program, ["-NoProfile", "-NonInteractive", "-File", Checkout.Script(script), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var name in Removed)
        {
            start.Environment.Remove(name);
        }

        if (gateway is not null)
        {
            start.Environment["APERTIS_BASE_URL"] = gateway.BaseUri.ToString();
            start.Environment["APERTIS_API_KEY"] = gateway.Key;
        }

        if (cache is not null)
        {
            start.Environment["XDG_CACHE_HOME"] = cache.Path;
        }

        // The shell is not to call home while it is timed.
        start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        start.Environment["POWERSHELL_UPDATECHECK"] = "Off";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? output.TrimEnd().Split('\n')[^1]
            : throw new InvalidOperationException($"{script} ended with exit code {process.ExitCode}.");
    }

    private static bool Find()
    {
        string[] names = OperatingSystem.IsWindows() ? [Program + ".exe"] : [Program];
        return (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator).Any(folder => names.Any(name => File.Exists(Path.Combine(folder, name))));
    }
}
