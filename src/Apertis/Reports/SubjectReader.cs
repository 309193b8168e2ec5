namespace Apertis.Reports;

/// <summary>Reads what can be reported: errors of the module, wherever they are wrapped, and results of its tests; live or as they came back from a job.</summary>
/// <param name="keepsPrompt">Whether prompts may be in the report.</param>
internal sealed class SubjectReader(bool keepsPrompt)
{
    private const string ErrorType = "Apertis.ApertisException";
    private const string ExceptionType = "System.Exception";
    private const string RecordType = "System.Management.Automation.ErrorRecord";

    private static readonly string[] KeyFacts = ["Key", "Kind", "Source", "Status", "Quota", "RateLimit"];

    // Where one error holds another: what stopped a script, what a job sent, what a cmdlet wrapped.
    private static readonly string[] Wrappings = ["ErrorRecord", "Exception", "SerializedRemoteException", "InnerException"];

    /// <summary>What there is to report of an object; null when it is nothing of this module.</summary>
    public ReportSubject? TryRead(object item)
    {
        var reader = new PropertyReader(item);
        if (reader.Is("Apertis.KeyStatus"))
        {
            return OfKey(reader);
        }

        var record = reader.Is(RecordType) ? reader : reader.Is(ExceptionType) ? reader.Get("ErrorRecord") : null;
        return FindError(reader, null, new HashSet<object>(ReferenceEqualityComparer.Instance)) ?? (record is null ? null : OfRecord(record));
    }

    /// <summary>A check of the connection; null when the object is none.</summary>
    public static ConnectionCheck? TryReadCheck(object item)
    {
        var reader = new PropertyReader(item);
        if (!reader.Is("Apertis.ConnectionCheck"))
        {
            return null;
        }

        return reader.Value as ConnectionCheck ?? new ConnectionCheck
        {
            Name = reader.Text("Name") ?? string.Empty,
            Status = reader.Read<CheckStatus>("Status") ?? CheckStatus.Skipped,
            Target = reader.Text("Target"),
            Duration = reader.Read<TimeSpan>("Duration") ?? TimeSpan.Zero,
            Message = reader.Text("Message") ?? string.Empty,
            RecommendedAction = reader.Text("RecommendedAction"),
            Problem = reader.Text("Problem"),
            Timestamp = reader.Read<DateTimeOffset>("Timestamp") ?? default,
            Evidence = reader.Map("Evidence"),
        };
    }

    /// <summary>What the checks of a connection say, when there is no error to report.</summary>
    /// <param name="checks">The checks, the verdict last.</param>
    public static ReportSubject OfVerdict(IReadOnlyList<ConnectionCheck> checks)
    {
        var verdict = checks[^1];

        // The verdict has the one next step; the check that it names has them all.
        var cause = checks.FirstOrDefault(check => check.Problem is not null && check.Problem == verdict.Problem) ?? verdict;
        return new ReportSubject
        {
            Facts = New() with
            {
                Problem = verdict.Problem,
                Category = CategoryOf(verdict.Problem),
                Message = $"{verdict.Status} in the test of the connection: {verdict.Message}",
                Timestamp = verdict.Timestamp == default ? null : verdict.Timestamp,
                RecommendedActions = ActionText.Split(cause.RecommendedAction),
            },
        };
    }

    private ReportSubject? FindError(PropertyReader item, PropertyReader? record, HashSet<object> seen)
    {
        if (item.Is(ErrorType))
        {
            return OfError(item, record);
        }

        var isRecord = item.Is(RecordType);
        return (isRecord || item.Is(ExceptionType)) && seen.Add(item.Value)
            ? Wrappings.Select(item.Get).OfType<PropertyReader>().Select(inner => FindError(inner, isRecord ? item : record, seen)).FirstOrDefault(found => found is not null)
            : null;
    }

    private ReportSubject OfError(PropertyReader error, PropertyReader? record) => new()
    {
        Facts = OfInvocation(record) with
        {
            Problem = error.Text("Problem"),
            Category = error.Read<ProblemCategory>("Category"),
            Message = error.Text("Message"),
            RequestId = error.Text("RequestId"),
            Timestamp = error.Read<DateTimeOffset>("Timestamp"),
            StatusCode = error.Read<int>("StatusCode"),
            Code = error.Text("Code"),
            ErrorJson = error.Text("ResponseBody"),
            Attempts = [.. error.Items("Attempts").Select(AttemptOf).OfType<Attempt>()],
            Evidence = error.Map("Evidence"),
            RecommendedActions = [.. error.Items("RecommendedActions").Select(step => step.ToString())],
        },
        Conversation = [.. (error.Value as ApertisException)?.Conversation ?? [], .. ConversationOf(record)],
    };

    // An error of a job whose exception was lost on the way still has its id, in a form that only commands of this module give it.
    private ReportSubject? OfRecord(PropertyReader record)
    {
        var id = record.Text("FullyQualifiedErrorId");
        if (CommandLine.CommandOf(id) is null || TroubleshootingGuide.Find(id!.Split(',')[0]) is not { } problem)
        {
            return null;
        }

        return new ReportSubject
        {
            Facts = OfInvocation(record) with
            {
                Problem = problem.Id,
                Category = problem.Category,
                Message = record.Get("Exception")?.Text("Message") ?? record.ToString(),
                RecommendedActions = ActionText.Split(record.Get("ErrorDetails")?.Text("RecommendedAction")),
            },
            Conversation = [.. ConversationOf(record)],
        };
    }

    private static ReportSubject OfKey(PropertyReader status) => new()
    {
        Facts = New() with
        {
            Problem = status.Text("Problem"),
            Category = CategoryOf(status.Text("Problem")),
            Message = status.Text("Message"),
            RequestId = status.Text("RequestId"),
            Timestamp = status.Read<DateTimeOffset>("Timestamp"),
            RecommendedActions = ActionText.Split(status.Text("RecommendedAction")),
            Evidence = KeyFacts
                .Select(name => (Name: name, Value: status.Text(name)))
                .Where(fact => fact.Value is not null)
                .ToDictionary(fact => fact.Name, fact => fact.Value!),
        },
    };

    private SupportReport OfInvocation(PropertyReader? record) => New() with
    {
        CommandLine = record is null ? null : CommandLine.Describe(record.Get("InvocationInfo"), record.Text("FullyQualifiedErrorId"), keepsPrompt),
        Prompt = keepsPrompt ? record?.Get("TargetObject")?.Text("Prompt") : null,
    };

    private static IEnumerable<string> ConversationOf(PropertyReader? record) =>
        record?.Get("TargetObject") is not { } target ? [] : target.Items("Messages").Select(message => message.Text("Content")).Append(target.Text("Prompt")).OfType<string>();

    private static Attempt? AttemptOf(PropertyReader attempt) =>
        attempt.Value as Attempt ?? (attempt.Read<int>("Number") is not { } number ? null : new Attempt
        {
            Number = number,
            Method = attempt.Text("Method") ?? string.Empty,
            Path = attempt.Text("Path") ?? string.Empty,
            StartedAt = attempt.Read<DateTimeOffset>("StartedAt") ?? default,
            Duration = attempt.Read<TimeSpan>("Duration") ?? TimeSpan.Zero,
            StatusCode = attempt.Read<int>("StatusCode"),
            RequestId = attempt.Text("RequestId"),
            Problem = attempt.Text("Problem"),
            Delay = attempt.Read<TimeSpan>("Delay"),
        });

    private static ProblemCategory? CategoryOf(string? problem) => problem is null ? null : TroubleshootingGuide.Find(problem)?.Category;

    private static SupportReport New() => new() { Created = DateTimeOffset.UtcNow };
}
