namespace Apertis.Benchmarks.Rows;

/// <summary>Makes up prompts. The gateway says them back, a word a chunk.</summary>
internal static class Prompt
{
    private static readonly string[] Words = ["the", "quick", "brown", "fox", "jumps", "over", "some", "lazy", "dogs"];

    public static string Of(int words) => string.Join(' ', Enumerable.Range(0, words).Select(index => Words[index % Words.Length]));
}
