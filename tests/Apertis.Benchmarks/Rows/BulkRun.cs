using System.Globalization;
using Apertis.Benchmarks.Measuring;
using Apertis.Benchmarks.Processes;

namespace Apertis.Benchmarks.Rows;

/// <summary>The run of many prompts that two rows measure.</summary>
internal static class BulkRun
{
    private const int Prompts = 5_000;
    private const int ThrottleLimit = 64;
    private static readonly TimeSpan AnswerDelay = TimeSpan.FromMilliseconds(50);

    /// <summary>What the run takes when nothing but the gateway's own delay takes time.</summary>
    public static TimeSpan Ideal => AnswerDelay * Prompts / ThrottleLimit;

    /// <summary>Milliseconds of each run.</summary>
    public static async Task<Samples<double>> MeasureAsync(int rounds, bool isAgainstParallel)
    {
        await using var gateway = await GatewayProcess.StartAsync("--no-record", "--answer-delay-ms", Text(AnswerDelay.TotalMilliseconds));
        string[] rival = isAgainstParallel ? ["-AgainstParallel"] : [];
        return await Shell.MeasureAsync("Bulk.ps1", gateway, ["-Prompts", Text(Prompts), "-ThrottleLimit", Text(ThrottleLimit), "-Rounds", Text(rounds), .. rival]);
    }

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
