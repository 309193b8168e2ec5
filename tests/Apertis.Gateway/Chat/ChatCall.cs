using System.Text.Json;

namespace Apertis.Gateway.Chat;

/// <summary>A chat request that has passed validation.</summary>
/// <param name="Model">Without the <c>:web</c> suffix.</param>
/// <param name="Web">The <c>:web</c> suffix was there.</param>
/// <param name="Said">Text of the last user message.</param>
/// <param name="Images">Number of images in that message.</param>
/// <param name="EndsWithUser">The last message is the user's.</param>
/// <param name="PromptWords">Words in all messages.</param>
/// <param name="Choices">How many answers, <c>n</c>.</param>
/// <param name="MaxTokens">Most words of an answer.</param>
/// <param name="Stream">Answer as a stream.</param>
/// <param name="IncludeUsage">End the stream with its usage.</param>
/// <param name="Reasoning">Answer with reasoning_content too.</param>
/// <param name="Tool">Name of the first tool offered.</param>
/// <param name="JsonSchema">Schema of a json_schema response format; an empty object for json_object; null for text.</param>
/// <param name="Fallbacks">Ids of <c>fallback_models</c>; null when not given or not enabled.</param>
internal sealed record ChatCall(
    string Model,
    bool Web,
    string Said,
    int Images,
    bool EndsWithUser,
    int PromptWords,
    int Choices,
    int? MaxTokens,
    bool Stream,
    bool IncludeUsage,
    bool Reasoning,
    string? Tool,
    JsonElement? JsonSchema,
    IReadOnlyList<string>? Fallbacks);
