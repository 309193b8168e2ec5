using System.Buffers;
using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Apertis.Tests.Secrets;

/// <summary>Looks for a secret, whole or any eight characters of it, in everything that can be read from an object.</summary>
internal sealed partial class Secret(string value)
{
    private const int ShortestPart = 8;
    private const int DeepestLevel = 12;

    private readonly SearchValues<string> _parts = SearchValues.Create(
        [.. Enumerable.Range(0, value.Length - ShortestPart + 1).Select(start => value.Substring(start, ShortestPart))],
        StringComparison.OrdinalIgnoreCase);

    public string Value => value;

    /// <summary>Fails when a text holds a part of the secret, plain, JSON-escaped or percent-encoded.</summary>
    public void AssertNotIn(string? text, string where)
    {
        if (text is null)
        {
            return;
        }

        foreach (var form in (string[])[text, Unescaped(text), Uri.UnescapeDataString(text)])
        {
            var found = form.AsSpan().IndexOfAny(_parts);
            if (found >= 0)
            {
                Assert.Fail($"{where} holds '{form.Substring(found, ShortestPart)}' of a secret: {text[..Math.Min(text.Length, 2000)]}");
            }
        }
    }

    /// <summary>Fails when anything that can be reached from an object holds a part of the secret.</summary>
    public void AssertNotIn(object? item, string where)
    {
        foreach (var (path, text) in Texts(item, where))
        {
            AssertNotIn(text, path);
        }
    }

    /// <summary>Every text that can be reached from an object by properties, items and ToString.</summary>
    public static IEnumerable<(string Path, string Text)> Texts(object? item, string path) => Texts(item, path, new HashSet<object>(ReferenceEqualityComparer.Instance), 0);

    private static IEnumerable<(string Path, string Text)> Texts(object? item, string path, HashSet<object> seen, int level)
    {
        var plain = item is PSObject wrapped ? wrapped.BaseObject : item;
        switch (plain)
        {
            case null:
                yield break;
            case string text:
                yield return (path, text);
                yield break;

            // The caller's own command text and arguments, which PowerShell itself keeps; code and its metadata.
            case InvocationInfo or MemberInfo or Module or Assembly or CommandInfo or Delegate or PSCredential or System.Security.SecureString:
                yield break;
            default:
                break;
        }

        yield return (path, Convert.ToString(plain, CultureInfo.InvariantCulture) ?? string.Empty);
        if (plain.GetType().IsPrimitive || plain is Enum or decimal or DateTime or DateTimeOffset or TimeSpan or Guid || level > DeepestLevel || !seen.Add(plain))
        {
            yield break;
        }

        if (plain is IEnumerable items)
        {
            foreach (var (index, child) in items.Cast<object?>().Index())
            {
                foreach (var found in Texts(child, $"{path}[{index}]", seen, level + 1))
                {
                    yield return found;
                }
            }
        }

        var byReflection = plain.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetIndexParameters().Length == 0)
            .Select(property => (property.Name, Read: (Func<object?>)(() => property.GetValue(plain))));
        var added = item is PSObject extended
            ? extended.Properties.Where(property => property.IsInstance || property.MemberType is PSMemberTypes.AliasProperty or PSMemberTypes.ScriptProperty).Select(property => (property.Name, Read: (Func<object?>)(() => property.Value)))
            : [];
        foreach (var (name, read) in byReflection.Concat(added))
        {
            object? child;
            try
            {
                child = read();
            }
            catch (Exception exception) when (exception is TargetInvocationException or GetValueException or NotSupportedException)
            {
                child = exception.InnerException?.Message;
            }

            foreach (var found in Texts(child, $"{path}.{name}", seen, level + 1))
            {
                yield return found;
            }
        }
    }

    private static string Unescaped(string text) =>
        JsonEscape().Replace(text, match => ((char)int.Parse(match.Groups[1].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString());

    [GeneratedRegex(@"\\u([0-9a-fA-F]{4})")]
    private static partial Regex JsonEscape();
}
