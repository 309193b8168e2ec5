namespace Apertis.Benchmarks.Measuring;

/// <summary>Lets two contestants measure by turns.</summary>
/// <remarks>
/// BenchmarkDotNet measures one contestant to its end, in a process of its own, before the next. On a machine that does other work
/// too, a ratio of two such runs says as much about that work as about the contestants. Here each round has both, one right
/// after the other, the first of one round being the second of the next, and medians leave out what disturbed single rounds.
/// </remarks>
internal static class Turns
{
    /// <summary>Measures both once a round.</summary>
    public static async Task<Samples<T>> TakeAsync<T>(int rounds, Func<Task<T>> ours, Func<Task<T>> theirs)
    {
        var samples = new Samples<T>();
        for (var round = 0; round < rounds; round++)
        {
            if (round % 2 == 0)
            {
                samples.Ours.Add(await ours());
                samples.Theirs.Add(await theirs());
            }
            else
            {
                samples.Theirs.Add(await theirs());
                samples.Ours.Add(await ours());
            }
        }

        return samples;
    }
}
