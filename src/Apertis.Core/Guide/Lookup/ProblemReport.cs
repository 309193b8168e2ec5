using System.Globalization;
using System.Text;

namespace Apertis;

/// <summary>A guide match together with the call it ended. Turns into the exception that carries both.</summary>
internal sealed record ProblemReport
{
    public required GuideMatch Match { get; init; }

    public required DateTimeOffset Timestamp { get; init; }

    public string? RequestId { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    public RateLimit? RateLimit { get; init; }

    public string? ResponseBody { get; init; }

    public IReadOnlyList<Attempt> Attempts { get; init; } = [];

    /// <summary>The time that the answer told; null when none did.</summary>
    public ServerClock? Clock { get; init; }

    /// <summary>Whether another call met the same before, so that all its steps have been given.</summary>
    public bool IsRepeated { get; init; }

    /// <summary>What else the message must say, such as why no further attempt was made; null when nothing.</summary>
    public string? Note { get; init; }

    /// <summary>The failure as one sentence: title, detail, then status, code and request id.</summary>
    public string Message
    {
        get
        {
            var text = new StringBuilder(Match.Problem.Title);
            if (Match.Detail is not null)
            {
                text.Append(": ").Append(Match.Detail.TrimEnd('.', ' '));
            }

            var facts = new[]
            {
                Match.StatusCode is { } status ? string.Create(CultureInfo.InvariantCulture, $"HTTP {status}") : null,
                Match.Code,
                RequestId is null ? null : $"request id {RequestId}",
                Attempts.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $"after {Attempts.Count} attempts") : null,
            }.OfType<string>().ToList();
            if (facts.Count > 0)
            {
                text.Append(" (").AppendJoin(", ", facts).Append(')');
            }

            if (Note is not null)
            {
                text.Append("; ").Append(Note);
            }

            return text.Append('.').ToString();
        }
    }

    public ApertisException ToException() =>
        new(Match.Problem, Message, Match.Exception)
        {
            Code = Match.Code,
            StatusCode = Match.StatusCode,
            Type = Match.Type,
            Param = Match.Param,
            RequestId = RequestId,
            Timestamp = Timestamp,
            RetryAfter = RetryAfter,
            RateLimit = RateLimit,
            ResponseBody = ResponseBody,
            Attempts = Attempts,
            Clock = Clock,
            Evidence = Match.Evidence.Where(fact => !Fact.IsWording(fact.Key)).ToDictionary(StringComparer.OrdinalIgnoreCase),
            RecommendedActions = IsRepeated ? [.. Match.Actions.Take(1)] : Match.Actions,
        };
}
