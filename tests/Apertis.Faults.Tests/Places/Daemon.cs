using System.Diagnostics;
using System.Text;

namespace Apertis.Faults.Places;

/// <summary>A server program that runs for the length of a test, and not longer than this process.</summary>
internal sealed class Daemon : IAsyncDisposable
{
    // Ends the program when standard input closes, however that comes about.
    private const string Leash = """
        "$@" < /dev/null &
        cat > /dev/null
        kill $! 2> /dev/null
        wait
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(3);

    private readonly Process _process;
    private readonly StringBuilder _log = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _sign;

    private Daemon(Process process, string sign)
    {
        _process = process;
        _sign = sign;
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Starts a program and waits for it to be ready.</summary>
    /// <param name="place">Where.</param>
    /// <param name="sign">What it writes when it is ready.</param>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    public static async Task<Daemon> StartAsync(Place place, string sign, string program, params IEnumerable<string> arguments)
    {
        var daemon = new Daemon(Process.Start(place.Start("sh", ["-c", Leash, "sh", program, .. arguments]))!, sign);
        try
        {
            await daemon._ready.Task.WaitAsync(Patience);
            return daemon;
        }
        catch (Exception)
        {
            await daemon.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        try
        {
            await _process.WaitForExitAsync().WaitAsync(StopTime);
        }
        catch (TimeoutException)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void Read(string? line)
    {
        if (line is null)
        {
            _ready.TrySetException(new InvalidOperationException($"It ended before it was ready:\n{_log}"));
            return;
        }

        _log.AppendLine(line);
        if (line.Contains(_sign, StringComparison.Ordinal))
        {
            _ready.TrySetResult();
        }
    }
}
