namespace Apertis;

/// <summary>What keys begin with, here and elsewhere.</summary>
internal static class KeyPrefix
{
    private const string Standard = "sk-";

    // Sources: apertis-api.md, "Keys": one is documented, the other seen.
    private static readonly string[] Subscription = ["sk-sub-", "sk-sub_"];

    // As the providers' own documentation shows their keys. Longer prefixes go before those that they begin with.
    private static readonly (string Prefix, string Service)[] Others =
    [
        ("sk-ant-", "Anthropic"),
        ("sk-proj-", "OpenAI"),
        ("sk-svcacct-", "OpenAI"),
        ("sk-admin-", "OpenAI"),
        ("sk-or-", "OpenRouter"),
        ("AIza", "Google"),
        ("gsk_", "Groq"),
        ("xai-", "xAI"),
        ("pplx-", "Perplexity"),
        ("hf_", "Hugging Face"),
        ("nvapi-", "NVIDIA"),
        ("r8_", "Replicate"),
        ("AKIA", "AWS"),
        ("ghp_", "GitHub"),
        ("gho_", "GitHub"),
        ("ghs_", "GitHub"),
        ("github_pat_", "GitHub"),
    ];

    public static KeyKind KindOf(string key) =>
        Subscription.Any(prefix => Begins(key, prefix)) ? KeyKind.Subscription
        : Begins(key, Standard) ? KeyKind.Standard
        : KeyKind.Unknown;

    /// <summary>How many characters the prefix has; 0 for none that is known.</summary>
    public static int LengthOf(string key) => KindOf(key) switch
    {
        KeyKind.Subscription => Subscription[0].Length,
        KeyKind.Standard => Standard.Length,
        _ => 0,
    };

    /// <summary>The other service whose keys begin like this one; null for none.</summary>
    public static string? OtherServiceOf(string key) => Others.FirstOrDefault(other => Begins(key, other.Prefix)).Service;

    private static bool Begins(string key, string prefix) => key.StartsWith(prefix, StringComparison.Ordinal);
}
