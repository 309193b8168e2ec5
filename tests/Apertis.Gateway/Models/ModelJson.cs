using System.Buffers;
using System.Text.Json;

namespace Apertis.Gateway.Models;

/// <summary>Models as the two list formats show them.</summary>
internal static class ModelJson
{
    /// <summary>The format of /api/models and /v1/models.</summary>
    public static ReadOnlyMemory<byte> List(IEnumerable<ModelEntry> models)
    {
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        writer.WriteString("object", "list");
        writer.WriteStartArray("data");
        foreach (ModelEntry model in models)
        {
            Write(writer, model);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>The format of /v1/models/{id}.</summary>
    public static ReadOnlyMemory<byte> Single(ModelEntry model)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        Write(writer, model);
        writer.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>The format of /api/v2/models; flat has models[] at the top instead of under data.</summary>
    public static ReadOnlyMemory<byte> Page(IEnumerable<ModelEntry> models, int page, int pageSize, int total, bool flat)
    {
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        if (!flat)
        {
            writer.WriteStartObject("data");
        }

        writer.WriteStartArray("models");
        foreach (ModelEntry model in models)
        {
            WriteDetails(writer, model);
        }

        writer.WriteEndArray();
        if (!flat)
        {
            writer.WriteEndObject();
        }

        writer.WriteStartObject("pagination");
        writer.WriteNumber("page", page);
        writer.WriteNumber("page_size", pageSize);
        writer.WriteNumber("total", total);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter writer, ModelEntry model)
    {
        writer.WriteStartObject();
        writer.WriteString("id", model.Id);
        writer.WriteString("object", "model");
        if (model.Created is { } created)
        {
            writer.WriteNumber("created", created);
        }

        if (model.OwnedBy is { } owner)
        {
            writer.WriteString("owned_by", owner);
        }

        if (model.Name is { } name)
        {
            writer.WriteString("name", name);
        }

        writer.WriteEndObject();
    }

    private static void WriteDetails(Utf8JsonWriter writer, ModelEntry model)
    {
        writer.WriteStartObject();
        writer.WriteString("model_id", model.Id);
        writer.WriteString("display_name", model.Name);
        writer.WriteString("provider", model.Provider);
        writer.WriteString("category", model.Category);
        writer.WriteString("charge_type", model.InputPrice == 0 ? "free" : "token");
        WriteNumber(writer, "input_price", model.InputPrice);
        WriteNumber(writer, "output_price", model.OutputPrice);
        WriteNumber(writer, "context_length", model.ContextLength);
        WriteStrings(writer, "features", model.Features);
        WriteStrings(writer, "tasks", model.Tasks);
        writer.WriteString("description", model.Description);
        writer.WriteBoolean("is_enabled", true);
        writer.WriteBoolean("is_deprecated", model.IsDeprecated);
        writer.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, decimal? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    private static void WriteStrings(Utf8JsonWriter writer, string name, IReadOnlyList<string>? values)
    {
        if (values is null)
        {
            writer.WriteNull(name);
            return;
        }

        writer.WriteStartArray(name);
        foreach (string value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }
}
