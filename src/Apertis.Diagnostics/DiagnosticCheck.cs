using System.Collections.ObjectModel;
using System.Globalization;

namespace Apertis.Diagnostics;

/// <summary>One layer of the diagnosis.</summary>
internal abstract class DiagnosticCheck
{
    public abstract string Name { get; }

    /// <summary>Layers that must be done, and must not have failed, before this one makes sense.</summary>
    public abstract IReadOnlyList<string> BuildsOn { get; }

    /// <summary>Layers whose findings this one uses, whatever they came to.</summary>
    public virtual IReadOnlyList<string> Uses => [];

    /// <summary>Layers that this one waits for where they are part of the run.</summary>
    public virtual IReadOnlyList<string> ComesAfter => [];

    /// <summary>What is checked, for the result's Target; null before the base URI is known.</summary>
    public abstract string? Target(DiagnosticContext context);

    /// <summary>Runs the check. Duration, time and target are filled in by the caller.</summary>
    public abstract Task<ConnectionCheck> RunAsync(DiagnosticContext context, CancellationToken cancellationToken);

    /// <summary>A second result, for what the check leaves to somebody else; null when there is none.</summary>
    public virtual ConnectionCheck? LeftToOthers(DiagnosticContext context) => null;

    protected ConnectionCheck Passed(string message, IReadOnlyDictionary<string, string>? evidence = null) => Result(CheckStatus.Passed, message, evidence);

    protected ConnectionCheck Warning(string message, string? action, string? problem = null, IReadOnlyDictionary<string, string>? evidence = null) =>
        Result(CheckStatus.Warning, message, evidence) with { RecommendedAction = action, Problem = problem };

    /// <summary>A warning in the words of the guide.</summary>
    protected ConnectionCheck Warning(string message, GuideMatch match) => Warning(message, Advice(match.Actions), match.Problem.Id, match.Evidence);

    public ConnectionCheck Skipped(string message) => Result(CheckStatus.Skipped, message, null);

    /// <summary>The result of a check that lacks something: owed where it was asked for.</summary>
    protected ConnectionCheck Lacking(string message, bool isAskedFor) => Skipped(message) with { IsOwed = isAskedFor };

    /// <summary>The result of a check that could not be carried out.</summary>
    public ConnectionCheck Broken(Exception exception, DiagnosticContext context) =>
        Failed(GuideMatch.Local("ConnectionFailed", $"the check itself failed: {exception.GetType().Name}: {ServerText.Clean(exception.Message, 200)}", (Fact.Host, context.Settings.Base?.Host)), context);

    protected ConnectionCheck Failed(GuideMatch match, DiagnosticContext context)
    {
        var complete = context.Settings.Base is { } apiBase ? match.With(Fact.BaseUri, apiBase.Uri.ToString()) : match;
        return Failed(complete.ToException(context.Time.GetUtcNow()));
    }

    protected ConnectionCheck Failed(ApertisException exception) =>
        Result(CheckStatus.Failed, exception.Message, exception.Evidence) with
        {
            Problem = exception.Problem,
            RecommendedAction = Advice(exception.RecommendedActions),
        };

    /// <summary>The steps as one text, without those that lead back to the diagnosis.</summary>
    protected static string? Advice(IReadOnlyList<string> actions) => ActionText.Join(ActionText.Without("Test-ApertisConnection", actions));

    protected static string Milliseconds(TimeSpan time) => time.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture) + " ms";

    private ConnectionCheck Result(CheckStatus status, string message, IReadOnlyDictionary<string, string>? evidence) =>
        new() { Name = Name, Status = status, Message = message, Evidence = evidence ?? ReadOnlyDictionary<string, string>.Empty };
}
