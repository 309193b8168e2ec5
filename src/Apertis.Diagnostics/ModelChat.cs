using Apertis.Client.Chat;

namespace Apertis.Diagnostics;

/// <summary>What the checks that chat with the model have in common.</summary>
internal static class ModelChat
{
    /// <summary>Why no model can be asked; null when one can.</summary>
    public static string? ReasonNotToAsk(DiagnosticContext context) =>
        context.Options.Model is null ? "no model was named; give one with -Model to have it tested"
        : context.Settings.Key is null ? $"a model can be asked with a key only; set $env:{SettingsResolver.KeyVariable} or use -ApiKey"
        : context.Results["Key"].Status == CheckStatus.Warning ? "the key is at its rate limit"
        : null;

    public static ChatRequest Request(DiagnosticContext context, string prompt) =>
        new() { Input = new ChatInput { Index = 0, Prompt = prompt }, Model = context.Options.Model!, IsProbe = true };

    public static Dictionary<string, string> Evidence(DiagnosticContext context, ChatResult result)
    {
        var evidence = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { [Fact.Model] = result.Model ?? context.Options.Model!, [Fact.Host] = context.Base.Host };
        Add("RequestId", result.RequestId);
        Add("Tokens", result.Usage?.TotalTokens is { } tokens ? FormattableString.Invariant($"{tokens}") : null);
        Add(Fact.Proxy, context.ShownProxy);
        Add(Fact.Server, result.Response?.Headers.GetValueOrDefault("Server"));
        Add(Fact.Via, result.Response?.Headers.GetValueOrDefault("Via"));
        return evidence;

        void Add(string name, string? value)
        {
            if (ServerText.Clean(value, 200) is { } clean)
            {
                evidence[name] = clean;
            }
        }
    }
}
