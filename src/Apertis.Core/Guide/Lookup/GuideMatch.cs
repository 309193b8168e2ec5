namespace Apertis;

/// <summary>The guide's row for a failure, and what it rests on.</summary>
internal sealed record GuideMatch
{
    public required GuideProblem Problem { get; init; }

    /// <summary>What the server, the operating system or our own check said; null when there is nothing to add to the title.</summary>
    public string? Detail { get; init; }

    public int? StatusCode { get; init; }

    public string? Code { get; init; }

    public string? Type { get; init; }

    public string? Param { get; init; }

    /// <summary>Whether this failure is worth another attempt.</summary>
    public bool IsRetriable { get; init; }

    public IReadOnlyDictionary<string, string> Evidence { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The underlying exception; null for an HTTP answer.</summary>
    public Exception? Exception { get; init; }

    public IReadOnlyList<string> Actions => Problem.ActionsFor(Evidence);

    public GuideMatch With(string fact, string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return this;
        }

        return this with { Evidence = new Dictionary<string, string>(Evidence, StringComparer.OrdinalIgnoreCase) { [fact] = value } };
    }

    /// <summary>Adds the reason that a server gave for ending a TLS handshake, by its name in RFC 8446.</summary>
    public GuideMatch WithAlert(string? alert) => With(Fact.Alert, alert).With(Fact.ClientCertificateAlert, alert is "certificate_required" or "bad_certificate" ? alert : null);

    /// <summary>Adds several pieces of evidence.</summary>
    public GuideMatch With(IEnumerable<KeyValuePair<string, string>> evidence) => evidence.Aggregate(this, (match, pair) => match.With(pair.Key, pair.Value));

    /// <summary>The exception for a problem that no answer came with.</summary>
    /// <param name="seenAt">When it was seen.</param>
    public ApertisException ToException(DateTimeOffset seenAt) => new ProblemReport { Match = this, Timestamp = seenAt }.ToException();

    /// <summary>A problem found without asking anybody.</summary>
    public static GuideMatch Local(string id, string? detail, params (string Fact, string? Value)[] evidence)
    {
        var match = new GuideMatch { Problem = TroubleshootingGuide.Get(id), Detail = detail };
        return evidence.Aggregate(match, (current, pair) => current.With(pair.Fact, pair.Value));
    }
}
