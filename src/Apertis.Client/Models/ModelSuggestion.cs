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

    // Levenshtein's distance, with one row of the table at a time.
    private static int EditDistance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
