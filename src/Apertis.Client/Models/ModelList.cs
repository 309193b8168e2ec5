using System.Text.Json;
using Apertis.Client.Http;

namespace Apertis.Client.Models;

/// <summary>Reads the JSON of the catalogues.</summary>
internal static class ModelList
{
    /// <summary>Models of the OpenAI-style list; null when the body is no such list.</summary>
    public static IReadOnlyList<Model>? Read(ReadOnlyMemory<byte> body, ApertisTransport transport) =>
        TryParse(body, root => root.Get("data", JsonValueKind.Array) is null
            ? null
            : root.GetItems("data").Select(item => Basic(item, transport.Redactor, transport.KeyRedactor)).OfType<Model>().ToList());

    /// <summary>Whether the body describes a model. Asked for by another name of it, a server answers with its id.</summary>
    public static bool IsModel(ReadOnlyMemory<byte> body) => TryParse(body, root => root.GetText("id") is { Length: > 0 });

    /// <summary>A page of the catalogue with prices, and how many models there are in all; null when the body is no such page.</summary>
    public static (IReadOnlyList<Model> Models, long? Total)? ReadDetailed(ReadOnlyMemory<byte> body, ApertisTransport transport) =>
        TryParse<(IReadOnlyList<Model>, long?)?>(body, root =>
        {
            // Both shapes are seen: the list inside 'data', and at the top.
            var holder = root.Get("data", JsonValueKind.Object) ?? root;
            if (holder.Get("models", JsonValueKind.Array) is null)
            {
                return null;
            }

            var pagination = holder.Get("pagination", JsonValueKind.Object) ?? root.Get("pagination", JsonValueKind.Object);
            return ([.. holder.GetItems("models").Select(item => Detailed(item, transport.Redactor, transport.KeyRedactor)).OfType<Model>()], pagination?.GetInteger("total"));
        });

    private static Model? Basic(JsonElement item, Redactor redactor, Redactor keys) =>
        item.GetText("id") is not { Length: > 0 } id ? null : new Model
        {
            Id = keys.Redact(id),
            Owner = Clean(item.GetText("owned_by"), redactor),
            Created = item.GetTime("created"),
            DisplayName = Clean(item.GetText("name"), redactor),
        };

    private static Model? Detailed(JsonElement item, Redactor redactor, Redactor keys) =>
        item.GetText("model_id") is not { Length: > 0 } id ? null : new Model
        {
            Id = keys.Redact(id),
            Owner = Clean(item.GetText("provider"), redactor),
            DisplayName = Clean(item.GetText("display_name"), redactor),
            Category = Clean(item.GetText("category"), redactor),
            ChargeType = Clean(item.GetText("charge_type"), redactor),
            ContextLength = item.GetInteger("context_length"),
            InputPrice = item.GetNumber("input_price"),
            OutputPrice = item.GetNumber("output_price"),
            Features = Clean(item.GetTexts("features"), redactor),
            Tasks = Clean(item.GetTexts("tasks"), redactor),
            Description = Clean(item.GetText("description"), redactor),
            IsEnabled = item.GetFlag("is_enabled"),
            IsDeprecated = item.GetFlag("is_deprecated"),
        };

    private static IReadOnlyList<string>? Clean(IReadOnlyList<string>? texts, Redactor redactor) =>
        texts is null ? null : [.. texts.Select(text => Clean(text, redactor)).OfType<string>()];

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
