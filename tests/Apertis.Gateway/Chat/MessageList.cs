using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Apertis.Gateway.Serving;

namespace Apertis.Gateway.Chat;

/// <summary>What matters of a request's messages.</summary>
internal sealed class MessageList
{
    private const int MaximumImageBytes = 20 * 1024 * 1024;

    private static readonly HashSet<string?> Roles = ["system", "developer", "user", "assistant", "tool", "function"];

    private static readonly string[] ImagePrefixes =
        ["data:image/png;base64,", "data:image/jpeg;base64,", "data:image/webp;base64,", "data:image/gif;base64,"];

    /// <summary>Text of the last user message.</summary>
    public string Said { get; private set; } = "";

    /// <summary>Images in the last user message.</summary>
    public int Images { get; private set; }

    public bool EndsWithUser { get; private set; }

    /// <summary>Words in all messages.</summary>
    public int Words { get; private set; }

    /// <exception cref="RefusalException">Not a list of messages.</exception>
    public static MessageList Read(JsonElement messages)
    {
        if (messages.ValueKind != JsonValueKind.Array || messages.GetArrayLength() == 0)
        {
            throw ChatCallReader.Invalid("messages", "messages must be an array with at least one message");
        }

        var list = new MessageList();
        foreach (JsonElement message in messages.EnumerateArray())
        {
            list.Add(message);
        }

        return list;
    }

    private void Add(JsonElement message)
    {
        if (message.ValueKind != JsonValueKind.Object
            || !message.TryGetProperty("role", out JsonElement role)
            || role.ValueKind != JsonValueKind.String
            || !Roles.Contains(role.GetString()))
        {
            throw ChatCallReader.Invalid("messages", "Every message needs a known role");
        }

        int images = 0;
        string text = message.TryGetProperty("content", out JsonElement content) ? TextOf(content, ref images) : "";
        Words += Chat.Words.Count(text);
        EndsWithUser = role.ValueEquals("user");
        if (EndsWithUser)
        {
            Said = text;
            Images = images;
        }
    }

    private static string TextOf(JsonElement content, ref int images)
    {
        switch (content.ValueKind)
        {
            case JsonValueKind.Null:
                return "";
            case JsonValueKind.String:
                return content.GetString()!;
            case JsonValueKind.Array:
                break;
            default:
                throw ChatCallReader.Invalid("messages", "content must be a string or an array of parts");
        }

        var text = new StringBuilder();
        foreach (JsonElement part in content.EnumerateArray())
        {
            if (Inner(part, "text") is { ValueKind: JsonValueKind.String } words)
            {
                text.Append(words.GetString());
            }
            else if (Inner(part, "image_url") is { } image && Inner(image, "url") is { ValueKind: JsonValueKind.String } url)
            {
                CheckImage(url.GetString()!);
                images++;
            }
            else
            {
                throw ChatCallReader.Invalid("messages", "A content part must be a text or an image_url");
            }
        }

        return text.ToString();
    }

    private static JsonElement? Inner(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out JsonElement value) ? value : null;

    private static void CheckImage(string url)
    {
        if (url.StartsWith("https://", StringComparison.Ordinal) || url.StartsWith("http://", StringComparison.Ordinal))
        {
            return;
        }

        string prefix = ImagePrefixes.FirstOrDefault(known => url.StartsWith(known, StringComparison.Ordinal))
            ?? throw new RefusalException("invalid_image", "Images must be PNG, JPEG, WebP or GIF");
        if (!Base64.IsValid(url.AsSpan(prefix.Length), out int bytes) || bytes == 0)
        {
            throw new RefusalException("invalid_image", "The image is not valid base64");
        }

        if (bytes > MaximumImageBytes)
        {
            throw new RefusalException("invalid_image", "The image is larger than 20 MB");
        }
    }
}
