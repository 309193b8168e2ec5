using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Apertis.Gateway.Models;

/// <summary>Every model, the same ones with the same data in every run.</summary>
internal sealed class ModelCatalogue
{
    private const string WebSuffix = ":web";
    private const string FreeSuffix = ":free";

    private static readonly int[] ContextLengths = [8_192, 32_768, 65_536, 128_000, 200_000, 262_144, 1_048_576];

    private static readonly ModelEntry[] Named = [.. ReadLines()];

    private readonly Dictionary<string, ModelEntry> _byId;

    /// <param name="count">How many: the named ones first, then made-up revisions of them. Null is every named one.</param>
    public ModelCatalogue(int? count)
    {
        All = count is { } wanted ? [.. Enumerable.Range(0, wanted).Select(At)] : Named;
        Json = ModelJson.List(All);
        _byId = All.ToDictionary(model => model.Id);
    }

    public IReadOnlyList<ModelEntry> All { get; }

    /// <summary>All of them, in the format of /api/models.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    public ModelEntry? Find(string id) => _byId.GetValueOrDefault(id);

    public static bool AsksForWeb(string id, out string model)
    {
        bool web = id.EndsWith(WebSuffix, StringComparison.Ordinal);
        model = web ? id[..^WebSuffix.Length] : id;
        return web;
    }

    public static bool IsFree(string id) => id.EndsWith(FreeSuffix, StringComparison.Ordinal);

    private static ModelEntry At(int index)
    {
        ModelEntry named = Named[index % Named.Length];
        int revision = index / Named.Length;
        if (revision == 0)
        {
            return named;
        }

        string suffix = string.Create(CultureInfo.InvariantCulture, $"-rev{revision + 1}");
        string id = IsFree(named.Id) ? named.Id[..^FreeSuffix.Length] + suffix + FreeSuffix : named.Id + suffix;
        return Describe(id, named.Provider, index);
    }

    private static IEnumerable<ModelEntry> ReadLines()
    {
        int index = 0;
        foreach (string line in ModelNames.Lines.Split('\n'))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            foreach (string id in words.Skip(1))
            {
                yield return Describe(id, words[0], index++);
            }
        }
    }

    // Gaps fall on fixed positions: every kind of missing field occurs, and the first models, which tests name, have all.
    private static ModelEntry Describe(string id, string provider, int index)
    {
        uint seed = BinaryPrimitives.ReadUInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(id)));
        string category = CategoryOf(id);
        bool priced = index % 29 != 28;
        decimal input = IsFree(id) ? 0 : 0.05m * (1 + (seed % 100));
        return new ModelEntry(
            id,
            provider,
            index % 11 == 10 ? null : provider,
            index % 7 == 6 ? null : 1_704_067_200 + (seed % 700 * 86_400L),
            index % 3 == 2 ? null : DisplayName(id),
            category,
            index % 13 == 12 ? null : ContextLengths[3 + (seed % 4)],
            priced ? input : null,
            priced ? input * 4 : null,
            index % 17 == 16 ? null : Features(id, category),
            index % 19 == 18 ? null : [TaskOf(category)],
            index % 5 == 4 ? null : $"{DisplayName(id)} by {provider}.",
            id.Contains("gpt-3.5", StringComparison.Ordinal) || id.Contains("claude-3-opus", StringComparison.Ordinal));
    }

    private static string DisplayName(string id)
    {
        string name = id[(id.LastIndexOf('/') + 1)..].Replace(FreeSuffix, " (free)", StringComparison.Ordinal);
        string spaced = name.Replace('-', ' ');
        return CultureInfo.InvariantCulture.TextInfo.ToTitleCase(spaced).Replace("Gpt ", "GPT-", StringComparison.Ordinal);
    }

    private static string CategoryOf(string id)
    {
        if (Has(id, "embed"))
        {
            return "embedding";
        }

        if (Has(id, "dall-e", "image", "imagen", "flux"))
        {
            return "image";
        }

        return Has(id, "whisper", "tts") ? "audio" : Has(id, "rerank", "moderation", "guard") ? "other" : "chat";
    }

    private static string TaskOf(string category) => category switch
    {
        "embedding" => "text-embedding",
        "image" => "text-to-image",
        "audio" => "speech",
        "other" => "classification",
        _ => "text-generation",
    };

    private static List<string> Features(string id, string category)
    {
        if (category != "chat")
        {
            return [];
        }

        List<string> features = ["streaming", "tools", "json_mode"];
        if (Has(id, "gpt-4.1", "gpt-4o", "gpt-5", "claude", "gemini", "vl", "vision", "pixtral"))
        {
            features.Add("vision");
        }

        if (Has(id, "o1", "o3", "o4", "gpt-5", "thinking", "reason", "r1", "qwq", "magistral"))
        {
            features.Add("reasoning");
        }

        return features;
    }

    private static bool Has(string id, params ReadOnlySpan<string> parts)
    {
        foreach (string part in parts)
        {
            if (id.Contains(part, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
