using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Apertis.Diagnostics.Reports;

/// <summary>The body of an answer, indented, with its texts read and written anew, so that no escape hides anything from who looks for secrets.</summary>
internal static class ReportJson
{
    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="body">The body.</param>
    /// <param name="clean">What is done to each name and text.</param>
    /// <returns>The JSON with LF line ends, or null when the body is none.</returns>
    public static string? TryRewrite(string body, Func<string, string> clean)
    {
        try
        {
            using var document = JsonDocument.Parse(JsonText.Readable(Encoding.UTF8.GetBytes(body)));
            using var stream = new MemoryStream();
            using (var writer = new Utf8JsonWriter(stream, Readable))
            {
                Write(document.RootElement, writer, clean);
            }

            return Encoding.UTF8.GetString(stream.ToArray()).ReplaceLineEndings("\n");
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void Write(JsonElement element, Utf8JsonWriter writer, Func<string, string> clean)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in element.EnumerateObject())
                {
                    writer.WritePropertyName(clean(property.Name));
                    Write(property.Value, writer, clean);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                {
                    Write(item, writer, clean);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(clean(element.GetString()!));
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }
}
