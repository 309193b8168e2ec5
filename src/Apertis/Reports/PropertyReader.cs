using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace Apertis.Reports;

/// <summary>Reads an object by the names of its properties: one that came back from a job or a remote session has the same ones, but another type.</summary>
internal sealed class PropertyReader(object item)
{
    private const string DeserializedPrefix = "Deserialized.";

    private readonly PSObject _item = PSObject.AsPSObject(item);

    /// <summary>The object itself.</summary>
    public object Value => _item.BaseObject is PSCustomObject ? _item : _item.BaseObject;

    /// <summary>Whether it is, or was before it was serialised, of that type.</summary>
    public bool Is(string typeName) => _item.TypeNames.Any(name => name == typeName || name == DeserializedPrefix + typeName);

    /// <summary>A property that is an object; null when there is none.</summary>
    public PropertyReader? Get(string name) => _item.Properties[name]?.Value is { } value ? new PropertyReader(value) : null;

    /// <summary>A property as text; null when there is none.</summary>
    public string? Text(string name) => Get(name)?.ToString() is { Length: > 0 } text ? text : null;

    /// <summary>A property that is a value; null when there is none.</summary>
    public T? Read<T>(string name)
        where T : struct
    {
        if (Get(name) is not { } property)
        {
            return null;
        }

        // A time has no form of its own in serialised objects; deep enough, it keeps its parts.
        if (typeof(T) == typeof(DateTimeOffset) && property.Value is not DateTimeOffset && property.Read<long>("UtcTicks") is { } ticks)
        {
            return (T)(object)new DateTimeOffset(ticks, TimeSpan.Zero);
        }

        return LanguagePrimitives.TryConvertTo<T>(property.Value is PSObject ? property.ToString() : property.Value, CultureInfo.InvariantCulture, out var value) ? value : null;
    }

    /// <summary>The items of a property that is a list; none when there is none.</summary>
    public IEnumerable<PropertyReader> Items(string name) =>
        Get(name)?.Value is IEnumerable items and not string ? items.Cast<object?>().OfType<object>().Select(value => new PropertyReader(value)) : [];

    /// <summary>The entries of a property that is a dictionary; none when there is none.</summary>
    public Dictionary<string, string> Map(string name)
    {
        var map = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (Get(name)?.Value is IDictionary entries)
        {
            foreach (DictionaryEntry entry in entries)
            {
                map[entry.Key.ToString()!] = entry.Value?.ToString() ?? string.Empty;
            }
        }

        return map;
    }

    /// <inheritdoc/>
    public override string ToString() => _item.ToString();
}
