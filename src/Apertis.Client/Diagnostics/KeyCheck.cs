using Apertis.Client.Keys;

namespace Apertis.Client.Diagnostics;

/// <summary>Whether the key works, where there is one.</summary>
internal sealed class KeyCheck : DiagnosticCheck
{
    public override string Name => "Key";

    public override IReadOnlyList<string> BuildsOn => ["Http"];

    public override string? Target(DiagnosticContext context) => context.Settings.Key?.Cleaned.Masked;

    public override async Task<ConnectionCheck> RunAsync(DiagnosticContext context, CancellationToken cancellationToken)
    {
        if (context.Settings.Key is null)
        {
            return Skipped($"no key was given; set $env:{SettingsResolver.KeyVariable} or use -ApiKey to have it tested");
        }

        var status = await new KeyTester(context.Settings, context.Transport, TimeProvider.System, context.Limit).TestAsync(null, cancellationToken).ConfigureAwait(false);
        var evidence = new Dictionary<string, string> { ["Status"] = status.Status.ToString(), [Fact.KeySource] = context.Settings.Key.SourceText };
        if (status.Quota is { } quota)
        {
            evidence["Quota"] = quota.ToString();
        }

        if (status.RequestId is { } requestId)
        {
            evidence["RequestId"] = requestId;
        }

        if (status.IsUsable)
        {
            return Passed(status.Quota?.Remaining is null ? "the key works" : $"the key works; {status.Quota}", evidence);
        }

        return new ConnectionCheck { Name = Name, Status = CheckStatus.Failed, Message = status.Message, Problem = status.Problem, RecommendedAction = status.RecommendedAction, Evidence = evidence };
    }
}
