using System.Globalization;
using System.Text.Json;

namespace Apertis.Client;

/// <summary>Reads fields that may be missing, null or of another JSON type: whatever does not fit is null.</summary>
internal static class JsonElementExtensions
{
    public static JsonElement? Get(this JsonElement element, ReadOnlySpan<byte> name, JsonValueKind kind) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == kind ? value : null;

    public static string? GetText(this JsonElement element, ReadOnlySpan<byte> name) => element.Get(name, JsonValueKind.String) is { } value ? Text(value) : null;

    public static long? GetInteger(this JsonElement element, ReadOnlySpan<byte> name) =>
        element.Get(name, JsonValueKind.Number) is not { } value ? null
        : value.TryGetInt64(out var whole) ? whole
        : value.TryGetDecimal(out var number) && number is >= long.MinValue and <= long.MaxValue ? (long)number
        : null;

    /// <summary>A number, also when it is written as a string.</summary>
    public static decimal? GetNumber(this JsonElement element, ReadOnlySpan<byte> name)
    {
        if (element.Get(name, JsonValueKind.Number) is { } value)
        {
            return value.TryGetDecimal(out var number) ? number : null;
        }

        return decimal.TryParse(element.GetText(name), NumberStyles.Number, CultureInfo.InvariantCulture, out var parsed) ? parsed : null;
    }

    public static bool? GetFlag(this JsonElement element, ReadOnlySpan<byte> name) =>
        element.Get(name, JsonValueKind.True) is not null ? true : element.Get(name, JsonValueKind.False) is not null ? false : null;

    /// <summary>A time, as Unix seconds or as an ISO date.</summary>
    public static DateTimeOffset? GetTime(this JsonElement element, ReadOnlySpan<byte> name)
    {
        // The range of DateTimeOffset.
        if (element.GetInteger(name) is >= -62135596800 and <= 253402300799 and { } seconds)
        {
            return DateTimeOffset.FromUnixTimeSeconds(seconds);
        }

        return DateTimeOffset.TryParse(element.GetText(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;
    }

    public static IReadOnlyList<string>? GetTexts(this JsonElement element, ReadOnlySpan<byte> name) =>
        element.Get(name, JsonValueKind.Array) is { } array
            ? [.. array.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(Text).OfType<string>()]
            : null;

    public static IEnumerable<JsonElement> GetItems(this JsonElement element, ReadOnlySpan<byte> name) =>
        element.Get(name, JsonValueKind.Array) is { } array ? array.EnumerateArray() : [];

    // A string may hold bytes that are not UTF-8.
    private static string? Text(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
