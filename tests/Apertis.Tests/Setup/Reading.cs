using System.Collections;
using System.Management.Automation;
using Apertis.Engine;

namespace Apertis.Tests.Setup;

/// <summary>Reads what the module returns as a script would: by property name.</summary>
internal static class Reading
{
    /// <summary>The command in a script that ends with a terminating error of the command; in a console, such an error ends only its statement.</summary>
    public static string Catching(string command) => $"try {{ {command} }} catch {{ throw }}";

    /// <summary>A property's value; a path of several is joined by dots.</summary>
    public static object? Get(this object? item, string path)
    {
        foreach (var name in path.Split('.'))
        {
            Assert.NotNull(item);
            var property = PSObject.AsPSObject(item).Properties[name];
            Assert.True(property is not null, $"{item.GetType()} has no property {name}.");
            item = property.Value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : property.Value;
        }

        return item;
    }

    /// <summary>A property's value as text; null stays null.</summary>
    public static string? Text(this object? item, string path) => item.Get(path)?.ToString();

    /// <summary>The items of a list property.</summary>
    public static IReadOnlyList<object> List(this object? item, string path) =>
        [.. Assert.IsAssignableFrom<IEnumerable>(item.Get(path)).Cast<object>()];

    /// <summary>An id as it opens FullyQualifiedErrorId.</summary>
    public static string Id(this ErrorRecord error) => error.FullyQualifiedErrorId.Split(',')[0];

    /// <summary>The one error, where there must be one and no output.</summary>
    public static ErrorRecord OnlyError(this EngineResult result)
    {
        Assert.Empty(result.Output);
        return Assert.Single(result.Errors);
    }

    /// <summary>The one object of the output, where there must be no errors.</summary>
    public static PSObject OnlyOutput(this EngineResult result)
    {
        Assert.Empty(result.Errors.Select(error => error.ToString()));
        return Assert.Single(result.Output);
    }

    /// <summary>What every error of the module owes its reader.</summary>
    public static void AssertWellFormed(this ErrorRecord error)
    {
        var id = error.Id();
        Assert.Equal("Apertis.ApertisException", error.Exception.GetType().FullName);
        Assert.StartsWith(id + ",Apertis.Commands.", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(id, error.Exception.Text("Problem"));
        Assert.InRange((DateTimeOffset)error.Exception.Get("Timestamp")!, DateTimeOffset.UtcNow.AddMinutes(-2), DateTimeOffset.UtcNow.AddSeconds(1));
        AssertSentence(error.ErrorDetails.Message);
        AssertSteps(error.ErrorDetails.RecommendedAction);
    }

    /// <summary>One sentence: one line, a period at its end and none inside that a capital letter follows.</summary>
    public static void AssertSentence(string? text)
    {
        Assert.NotNull(text);
        Assert.DoesNotContain('\n', text);
        Assert.EndsWith(".", text, StringComparison.Ordinal);
        Assert.DoesNotContain("..", text, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\. +[A-Z]", text);
    }

    /// <summary>Steps: the first at the margin, later ones indented, none blank, no placeholder left.</summary>
    public static void AssertSteps(string? text)
    {
        Assert.False(string.IsNullOrWhiteSpace(text));
        var lines = text.Split('\n');
        Assert.All(lines, line => Assert.False(string.IsNullOrWhiteSpace(line)));
        Assert.False(char.IsWhiteSpace(lines[0][0]));
        Assert.All(lines[1..], line => Assert.Matches(@"^    \S", line));
        Assert.DoesNotMatch(@"\{[A-Z][A-Za-z]+\}", text);
    }
}
