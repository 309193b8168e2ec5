using System.Reflection;

namespace Apertis.Client.Tests.Support;

/// <summary>All text that somebody could read off a failure.</summary>
internal static class Shown
{
    public static string In(ApertisException exception)
    {
        var texts = new List<string?> { exception.ToString() };
        texts.AddRange(PropertiesOf(exception));
        texts.AddRange(exception.Evidence.Select(pair => $"{pair.Key}={pair.Value}"));
        texts.AddRange(exception.RecommendedActions);
        texts.AddRange(exception.Attempts.SelectMany(PropertiesOf));
        for (var inner = exception.InnerException; inner is not null; inner = inner.InnerException)
        {
            texts.AddRange(PropertiesOf(inner));
        }

        return string.Join('\n', texts);
    }

    private static IEnumerable<string?> PropertiesOf(object item) =>
        item.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetIndexParameters().Length == 0)
            .Select(property => property.GetValue(item)?.ToString());
}
