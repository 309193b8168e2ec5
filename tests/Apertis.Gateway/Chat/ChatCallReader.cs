using System.Globalization;
using System.Text.Json;
using Apertis.Gateway.Models;
using Apertis.Gateway.Serving;

namespace Apertis.Gateway.Chat;

/// <summary>Validates chat requests; ranges are those of apertis-api.md.</summary>
internal static class ChatCallReader
{
    private const int MinimumTimeout = 5_000;
    private const int MaximumTimeout = 300_000;
    private const int MaximumChoices = 128;
    private const int MaximumFallbacks = 5;

    private static readonly JsonElement AnyObject = JsonDocument.Parse("{}").RootElement;

    /// <exception cref="RefusalException">The request is not acceptable.</exception>
    public static ChatCall Read(Exchange exchange)
    {
        CheckTimeoutHeader(exchange);
        using JsonDocument document = Parse(exchange.Body);
        JsonElement root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new RefusalException("invalid_request", "The body must be a JSON object");
        }

        string requested = Text(root, "model") ?? throw Missing("model");
        bool web = ModelCatalogue.AsksForWeb(requested, out string model);
        if (web && ModelCatalogue.IsFree(model))
        {
            throw Invalid("model", "Free models can't be combined with :web");
        }

        JsonElement messages = Member(root, "messages") ?? throw Missing("messages");
        MessageList conversation = MessageList.Read(messages);
        Check(root, "temperature", 0, 2);
        Check(root, "top_p", 0, 1);
        Check(root, "fallback_timeout", MinimumTimeout, MaximumTimeout);

        JsonElement? streamOptions = Member(root, "stream_options");
        return new ChatCall(
            model,
            web,
            conversation.Said,
            conversation.Images,
            conversation.EndsWithUser,
            conversation.Words,
            Integer(root, "n", MaximumChoices) ?? 1,
            Integer(root, "max_completion_tokens", int.MaxValue) ?? Integer(root, "max_tokens", int.MaxValue),
            IsTrue(root, "stream"),
            streamOptions is { ValueKind: JsonValueKind.Object } chosen && IsTrue(chosen, "include_usage"),
            WantsReasoning(root),
            FirstTool(root),
            Schema(root),
            Fallbacks(root));
    }

    public static RefusalException Invalid(string param, string message) => new("invalid_parameter", message, param);

    private static RefusalException Missing(string param) =>
        new("missing_parameter", $"Missing required parameter: {param}", param);

    private static void CheckTimeoutHeader(Exchange exchange)
    {
        string? text = exchange.Context.Request.Headers["X-Timeout"];
        if (text is null)
        {
            return;
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int milliseconds)
            || milliseconds is < MinimumTimeout or > MaximumTimeout)
        {
            throw Invalid("X-Timeout", $"X-Timeout must be between {MinimumTimeout} and {MaximumTimeout}");
        }
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            throw new RefusalException("invalid_request", "The body is not valid JSON");
        }
    }

    private static void Check(JsonElement root, string name, int minimum, int maximum)
    {
        if (Member(root, name) is { } value
            && !(value.ValueKind == JsonValueKind.Number
                && value.TryGetDouble(out double number) && number >= minimum && number <= maximum))
        {
            throw Invalid(name, $"{name} must be between {minimum} and {maximum}");
        }
    }

    private static int? Integer(JsonElement root, string name, int maximum)
    {
        if (Member(root, name) is not { } value)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number
            && value.TryGetInt32(out int number) && number >= 1 && number <= maximum
            ? number
            : throw Invalid(name, $"{name} must be at least 1 and not above its limit");
    }

    private static bool WantsReasoning(JsonElement root)
    {
        if (Text(root, "reasoning_effort") is { } effort)
        {
            return effort != "none";
        }

        return Member(root, "reasoning") is { ValueKind: JsonValueKind.Object } reasoning
            && !(Member(reasoning, "enabled") is { ValueKind: JsonValueKind.False });
    }

    private static string? FirstTool(JsonElement root)
    {
        if (Member(root, "tools") is not { } tools)
        {
            return null;
        }

        if (tools.ValueKind != JsonValueKind.Array)
        {
            throw Invalid("tools", "tools must be an array");
        }

        if (tools.GetArrayLength() == 0)
        {
            return null;
        }

        return tools[0].ValueKind == JsonValueKind.Object
            && Member(tools[0], "function") is { ValueKind: JsonValueKind.Object } function
            && Text(function, "name") is { } name
            ? name
            : throw Invalid("tools", "A tool needs a function with a name");
    }

    private static JsonElement? Schema(JsonElement root)
    {
        if (Member(root, "response_format") is not { } format)
        {
            return null;
        }

        string? type = format.ValueKind == JsonValueKind.Object ? Text(format, "type") : null;
        switch (type)
        {
            case "text":
                return null;
            case "json_object":
                return AnyObject;
            case "json_schema":
                return Member(format, "json_schema") is { ValueKind: JsonValueKind.Object } named
                    && Member(named, "schema") is { ValueKind: JsonValueKind.Object } schema
                    ? schema.Clone()
                    : AnyObject;
            default:
                throw Invalid("response_format", "response_format must be text, json_object or json_schema");
        }
    }

    private static List<string>? Fallbacks(JsonElement root)
    {
        if (Member(root, "fallback_models") is not { } models
            || Member(root, "fallback_enabled") is { ValueKind: JsonValueKind.False })
        {
            return null;
        }

        return models.ValueKind == JsonValueKind.Array
            && models.GetArrayLength() <= MaximumFallbacks
            && models.EnumerateArray().All(model => model.ValueKind == JsonValueKind.String)
            ? [.. models.EnumerateArray().Select(model => model.GetString()!)]
            : throw Invalid("fallback_models", $"fallback_models must be at most {MaximumFallbacks} model ids");
    }

    private static bool IsTrue(JsonElement parent, string name) =>
        Member(parent, name) is { ValueKind: JsonValueKind.True };

    private static string? Text(JsonElement parent, string name) => Member(parent, name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        _ => throw Invalid(name, $"{name} must be a string"),
    };

    private static JsonElement? Member(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
