using System.Diagnostics;
using Apertis.Faults.Setup;
using Apertis.Shell;

namespace Apertis.Faults.Places;

/// <summary>Where programs run: what is put before their command line, and what is changed in their environment.</summary>
internal sealed record Place
{
    // A program of the checkout starts faster, and leaves nothing in the temp folder, without the first two; curl knows nothing of .NET's store.
    private static readonly Dictionary<string, string> Plain = new()
    {
        ["DOTNET_EnableDiagnostics"] = "0",
        ["DOTNET_TieredPGO"] = "0",
        ["CURL_CA_BUNDLE"] = Authority.Trusted.RootFile,
    };

    /// <summary>This machine as it is.</summary>
    public static Place Here { get; } = new();

    public IReadOnlyList<string> Prefix { get; init; } = [];

    public IReadOnlyDictionary<string, string> Variables { get; init; } = Plain;

    /// <summary>Whether nothing is changed, so that a process of its own shows nothing that this one does not.</summary>
    public bool IsHere => Prefix.Count == 0 && Variables.Count == Plain.Count;

    public Place With(string variable, string value) => this with { Variables = new Dictionary<string, string>(Variables) { [variable] = value } };

    public Place Under(params IEnumerable<string> command) => this with { Prefix = [.. Prefix, .. command] };

    /// <summary>How to start a program here.</summary>
    public ProcessStartInfo Start(string program, params IEnumerable<string> arguments)
    {
        string[] line = [.. Prefix, program, .. arguments];
        var start = new ProcessStartInfo(line[0], line[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in Variables)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    /// <summary>Runs a program to its end.</summary>
    public async Task<ToolOutput> RunAsync(string program, params IEnumerable<string> arguments)
    {
        using var process = Process.Start(Start(program, arguments))!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new ToolOutput(process.ExitCode, await output, await errors);
    }

    /// <summary>Runs a script of the module in a process of its own.</summary>
    public async Task<IReadOnlyList<Finding>> DiagnoseAsync(string script)
    {
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var run = await RunAsync(host, "exec", typeof(Finding).Assembly.Location, script);
        Assert.True(run.ExitCode == 0, run.Errors);
        return [.. run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Finding.FromLine)];
    }
}
