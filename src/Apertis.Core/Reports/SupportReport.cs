using System.Collections.ObjectModel;

namespace Apertis;

/// <summary>
/// What the troubleshooting guide says to send to support, from <c>New-ApertisSupportReport</c>. Holds no key, no password, no user name, and no prompt
/// that was not asked for.
/// </summary>
public sealed record SupportReport
{
    /// <summary>Id of the problem, such as <c>RateLimitExceeded</c>; null when there is none.</summary>
    public string? Problem { get; init; }

    /// <summary>The guide's category; null when there is no problem.</summary>
    public ProblemCategory? Category { get; init; }

    /// <summary>What went wrong, as a sentence; null when there is no problem.</summary>
    public string? Message { get; init; }

    /// <summary>The server's request id; null when there was none.</summary>
    public string? RequestId { get; init; }

    /// <summary>When the problem was seen (UTC); null when that is not known.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>HTTP status; null when no answer came.</summary>
    public int? StatusCode { get; init; }

    /// <summary>The API's error code; null when it sent none.</summary>
    public string? Code { get; init; }

    /// <summary>The whole body of the answer, indented when it is JSON; null when there was none.</summary>
    public string? ErrorJson { get; init; }

    /// <summary>The command that failed, with placeholders for keys and prompts; null when it is not known.</summary>
    public string? CommandLine { get; init; }

    /// <summary>The prompt that failed, where it was asked for; null otherwise.</summary>
    public string? Prompt { get; init; }

    /// <summary>Every request of the call, in order.</summary>
    public IReadOnlyList<Attempt> Attempts { get; init; } = [];

    /// <summary>What the diagnosis rests on, by name.</summary>
    public IReadOnlyDictionary<string, string> Evidence { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The guide's steps, the most likely one first.</summary>
    public IReadOnlyList<string> RecommendedActions { get; init; } = [];

    /// <summary>Versions, and the settings of the session that made the report, by name.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The diagnosis of the connection, the verdict last; empty when it was not asked for.</summary>
    public IReadOnlyList<ConnectionCheck> Checks { get; init; } = [];

    /// <summary>When the report was made (UTC).</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>The file that the text was saved to, without its folder, in which the user's name may stand; null when it was not saved.</summary>
    public string? FileName { get; init; }

    /// <summary>The report as text, to be pasted into a ticket. Lines end in LF.</summary>
    public string Markdown => ReportMarkdown.Render(this);

    /// <summary>The report as text.</summary>
    public override string ToString() => Markdown;
}
