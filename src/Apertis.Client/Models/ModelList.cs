using System.Text.Json;
using Apertis.Client.Http;

namespace Apertis.Client.Models;

/// <summary>Reads the JSON of the catalogues.</summary>
internal static class ModelList
{
    /// <summary>Models of the OpenAI-style list; null when the body is no such list.</summary>
    public static IReadOnlyList<Model>? Read(ReadOnlyMemory<byte> body, ApertisTransport transport) =>
        TryParse(body, root => root.Get("data"u8, JsonValueKind.Array) is null
            ? null
            : root.GetItems("data"u8).Select(item => Basic(item, transport.Redactor, transport.KeyRedactor)).OfType<Model>().ToList());

    /// <summary>Whether the body describes a model. Asked for by another name of it, a server answers with its id.</summary>
    public static bool IsModel(ReadOnlyMemory<byte> body) => TryParse(body, root => root.GetText("id"u8) is { Length: > 0 });

    /// <summary>A page of the catalogue with prices, and how many models there are in all; null when the body is no such page.</summary>
    public static (IReadOnlyList<Model> Models, long? Total)? ReadDetailed(ReadOnlyMemory<byte> body, ApertisTransport transport) =>
        TryParse<(IReadOnlyList<Model>, long?)?>(body, root =>
        {
            // Both shapes are seen: the list inside 'data', and at the top.
            var holder = root.Get("data"u8, JsonValueKind.Object) ?? root;
            if (holder.Get("models"u8, JsonValueKind.Array) is null)
            {
                return null;
            }

            var pagination = holder.Get("pagination"u8, JsonValueKind.Object) ?? root.Get("pagination"u8, JsonValueKind.Object);
            return ([.. holder.GetItems("models"u8).Select(item => Detailed(item, transport.Redactor, transport.KeyRedactor)).OfType<Model>()], pagination?.GetInteger("total"u8));
        });

    private static Model? Basic(JsonElement item, Redactor redactor, Redactor keys) =>
        item.GetText("id"u8) is not { Length: > 0 } id ? null : new Model
        {
            Id = keys.Redact(id),
            Owner = Clean(item.GetText("owned_by"u8), redactor),
            Created = item.GetTime("created"u8),
            DisplayName = Clean(item.GetText("name"u8), redactor),
        };

    private static Model? Detailed(JsonElement item, Redactor redactor, Redactor keys) =>
        item.GetText("model_id"u8) is not { Length: > 0 } id ? null : new Model
        {
            Id = keys.Redact(id),
            Owner = Clean(item.GetText("provider"u8), redactor),
            DisplayName = Clean(item.GetText("display_name"u8), redactor),
            Category = Clean(item.GetText("category"u8), redactor),
            ChargeType = Clean(item.GetText("charge_type"u8), redactor),
            ContextLength = item.GetInteger("context_length"u8),
            InputPrice = item.GetNumber("input_price"u8),
            OutputPrice = item.GetNumber("output_price"u8),
            Features = Clean(item.GetTexts("features"u8), redactor),
            Tasks = Clean(item.GetTexts("tasks"u8), redactor),
            Description = Clean(item.GetText("description"u8), redactor),
            IsEnabled = item.GetFlag("is_enabled"u8),
            IsDeprecated = item.GetFlag("is_deprecated"u8),
        };

    private static string[]? Clean(IReadOnlyList<string>? texts, Redactor redactor) =>
        texts?.Select(text => Clean(text, redactor)).OfType<string>().ToArray();

    private static string? Clean(string? text, Redactor redactor) => ServerText.Clean(text) is { } clean ? redactor.Redact(clean) : null;

    private static T? TryParse<T>(ReadOnlyMemory<byte> body, Func<JsonElement, T?> read)
    {
        try
        {
            using var document = JsonDocument.Parse(JsonText.Readable(body));
            return read(document.RootElement);
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
