using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Apertis;

/// <summary>
/// What an error answer's body says. Reads token by token, so that a body that is cut off, nested without end or of odd types
/// still gives what came before the trouble.
/// </summary>
internal sealed class ErrorBody
{
    /// <summary>True when the body is a JSON object with an <c>error</c>, which only the API (or a gateway like it) sends.</summary>
    public bool IsApiError { get; private set; }

    public string? Message { get; private set; }

    public string? Code { get; private set; }

    /// <summary>The code where it is a whole number; null otherwise.</summary>
    public int? NumericCode { get; private set; }

    public string? Type { get; private set; }

    public string? Param { get; private set; }

    public static ErrorBody Read(ReadOnlyMemory<byte> body)
    {
        var result = new ErrorBody();
        var reader = new Utf8JsonReader(JsonText.Readable(body).Span, isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip }));
        try
        {
            if (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                result.ReadRoot(ref reader);
            }
        }
        catch (JsonException)
        {
            // What was read before the fault stands.
        }

        return result;
    }

    private void ReadRoot(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isError = reader.ValueTextEquals("error"u8);
            if (!reader.Read())
            {
                IsApiError |= isError;
                return;
            }

            if (!isError)
            {
                if (!reader.TrySkip())
                {
                    return;
                }

                continue;
            }

            IsApiError = true;
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                ReadError(ref reader);
            }
            else if (reader.TokenType == JsonTokenType.String)
            {
                Message = ReadText(ref reader);
            }

            return;
        }
    }

    private void ReadError(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = TryGetString(ref reader);
            if (!reader.Read())
            {
                return;
            }

            var value = ReadText(ref reader);
            switch (name)
            {
                case "message":
                    Message = value;
                    break;
                case "code" when reader.TokenType == JsonTokenType.String:
                    Code = value;
                    break;
                case "code" when reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var number):
                    NumericCode = number;
                    break;
                case "type":
                    Type = value;
                    break;
                case "param":
                    Param = value;
                    break;
                default:
                    break;
            }

            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray && !reader.TrySkip())
            {
                return;
            }
        }
    }

    private static string? ReadText(ref Utf8JsonReader reader) =>
        reader.TokenType switch
        {
            JsonTokenType.String => TryGetString(ref reader),
            JsonTokenType.Number => Encoding.UTF8.GetString(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan),
            JsonTokenType.True or JsonTokenType.False => reader.GetBoolean().ToString(CultureInfo.InvariantCulture),
            _ => null,
        };

    // A name or string may hold bytes that are not UTF-8: unreadable, but no reason to fail.
    private static string? TryGetString(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
