using System.Globalization;
using Apertis.Gateway.Serving;

namespace Apertis.Gateway.Faults;

/// <summary>The name and the settings of a fault prefix: <c>name;setting=value;…</c>, values percent-encoded.</summary>
internal sealed class FaultSettings
{
    private const string HeaderPrefix = "header.";

    private static readonly Dictionary<string, string> HeadersBySetting = new()
    {
        ["retry-after"] = "Retry-After",
        ["retry-after-ms"] = "retry-after-ms",
        ["reset"] = "X-RateLimit-Reset",
        ["should-retry"] = "x-should-retry",
    };

    private readonly Dictionary<string, string> _values = [];

    private FaultSettings(string name) => Name = name;

    /// <summary>Settings that every fault takes.</summary>
    public static IReadOnlyList<string> Common { get; } =
        ["id", "times", "skip", "on", "status", "delay-ms", "message", .. HeadersBySetting.Keys];

    public string Name { get; }

    /// <summary>Extra or replaced response headers.</summary>
    public Dictionary<string, string> Headers { get; } = [];

    /// <exception cref="ArgumentException">A setting without a value, or one that is given twice.</exception>
    public static FaultSettings Parse(string segment)
    {
        string[] parts = segment.Split(';', StringSplitOptions.RemoveEmptyEntries);
        var settings = new FaultSettings(parts.Length == 0 ? "" : Uri.UnescapeDataString(parts[0]));
        foreach (string part in parts.Skip(1))
        {
            string[] pair = part.Split('=', 2);
            if (pair.Length < 2)
            {
                throw new ArgumentException($"The setting '{part}' of the fault '{settings.Name}' has no value.");
            }

            settings.Add(Uri.UnescapeDataString(pair[0]), Uri.UnescapeDataString(pair[1]));
        }

        return settings;
    }

    /// <param name="own">Settings of the fault's own. One that would else be a header of every answer is left to the fault.</param>
    /// <exception cref="ArgumentException">A setting that neither this fault nor every fault takes.</exception>
    public void Check(IReadOnlyList<string> own)
    {
        foreach (string name in _values.Keys)
        {
            if (!Common.Contains(name) && !own.Contains(name))
            {
                throw new ArgumentException($"The fault '{Name}' takes no setting '{name}'.");
            }

            if (own.Contains(name) && HeadersBySetting.TryGetValue(name, out string? header))
            {
                Headers.Remove(header);
            }
        }
    }

    public string? Text(string name) => _values.GetValueOrDefault(name);

    /// <exception cref="ArgumentException">Not a whole number from 0.</exception>
    public int Number(string name, int standard)
    {
        if (Text(name) is not { } text)
        {
            return standard;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new ArgumentException($"The setting '{name}' must be a whole number, not '{text}'.");
    }

    /// <summary>HTTP status of the answer.</summary>
    /// <exception cref="ArgumentException">Not 200 to 599.</exception>
    public int Status(int standard)
    {
        int status = Number("status", standard);
        return status is >= 200 and <= 599
            ? status
            : throw new ArgumentException($"The setting 'status' must be 200 to 599, not {status}.");
    }

    public TimeSpan Milliseconds(string name, int standard) => TimeSpan.FromMilliseconds(Number(name, standard));

    /// <summary>The error of the setting <c>code</c>; an unknown code gets a body of its own.</summary>
    public ErrorAnswer Error(string standardCode)
    {
        string code = Text("code") ?? standardCode;
        ErrorAnswer error = ErrorTable.Knows(code)
            ? ErrorTable.Of(code)
            : ErrorTable.Of("internal_error") with
            {
                Body = $$$"""{"error":{"message":"Something new","type":"server_error","code":"{{{code}}}"}}""",
            };
        return error.With(Text("message"), Text("param"));
    }

    private void Add(string name, string value)
    {
        if (name.StartsWith(HeaderPrefix, StringComparison.Ordinal))
        {
            Headers[name[HeaderPrefix.Length..]] = value;
            return;
        }

        if (HeadersBySetting.TryGetValue(name, out string? header))
        {
            Headers[header] = value;
        }

        if (!_values.TryAdd(name, value))
        {
            throw new ArgumentException($"The setting '{name}' of the fault '{Name}' is given twice.");
        }
    }
}
