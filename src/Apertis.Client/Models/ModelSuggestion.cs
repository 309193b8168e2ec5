namespace Apertis.Client.Models;

/// <summary>Finds the ids that somebody probably meant.</summary>
internal static class ModelSuggestion
{
    private const int Most = 3;

    /// <summary>The nearest ids, the nearest first: those that differ only in case and punctuation, then those a few letters off, then those that begin alike.</summary>
    public static IReadOnlyList<string> Nearest(string id, IEnumerable<string> ids)
    {
        var wanted = Normalize(id);
        if (wanted.Length == 0)
        {
            return [];
        }

        // A third of the letters may be wrong before a suggestion is only noise.
        var farthest = Math.Max(1, wanted.Length / 3);
        var near = ids
            .Select(candidate => (Id: candidate, Distance: Distance(wanted, Normalize(candidate), farthest)))
            .Where(candidate => candidate.Distance <= farthest)
            .OrderBy(candidate => candidate.Distance)
            .ThenBy(candidate => candidate.Id.Length)
            .ThenBy(candidate => candidate.Id, StringComparer.Ordinal)
            .ToList();
        var differOnlyInSpelling = near.TakeWhile(candidate => candidate.Distance == 0).ToList();
        return [.. (differOnlyInSpelling.Count > 0 ? differOnlyInSpelling : near).Take(Most).Select(candidate => candidate.Id)];
    }

    private static string Normalize(string id) => string.Concat(id.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant));

    // Beginning alike is as far as a suggestion may be off.
    private static int Distance(string wanted, string candidate, int farthest)
    {
        var edits = EditDistance(wanted, candidate);
        return edits > farthest && wanted.Length >= 3 && candidate.StartsWith(wanted, StringComparison.Ordinal) ? farthest : edits;
    }

    // The distance of Damerau and Levenshtein (optimal string alignment): letters added, left out, replaced, or two swapped.
    private static int EditDistance(string from, string to)
    {
        var table = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
        {
            for (var j = 0; j <= to.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    table[i, j] = i + j;
                    continue;
                }

                var replaced = table[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                table[i, j] = Math.Min(replaced, Math.Min(table[i - 1, j], table[i, j - 1]) + 1);
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
                }
            }
        }

        return table[from.Length, to.Length];
    }
}
