using Apertis.Client.Keys;

namespace Apertis.Diagnostics;

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
            return Lacking($"no key was given; set $env:{SettingsResolver.KeyVariable} or use -ApiKey to have it tested", context.Options.Names(Name));
        }

        var status = await new KeyTester(context.Settings, context.Transport, context.Time, context.Options.Limit).TestAsync(null, cancellationToken).ConfigureAwait(false);
        var evidence = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["KeyState"] = status.Status.ToString(), [Fact.KeySource] = context.Settings.Key.SourceText };
        Add("Quota", status.Quota?.ToString());
        Add("Subscription", status.Subscription?.ToString());
        Add("RequestId", status.RequestId);
        if (status.IsUsable)
        {
            return Passed(status.Quota?.Remaining is null ? "the key works" : $"the key works; {status.Quota}", evidence);
        }

        // A key at its limit is a good key, and will work again by itself.
        return new ConnectionCheck
        {
            Name = Name,
            Status = status.Status == KeyState.RateLimited ? CheckStatus.Warning : CheckStatus.Failed,
            Message = status.Message,
            Problem = status.Problem,
            RecommendedAction = Advice(ActionText.Split(status.RecommendedAction)),
            Evidence = evidence,
        };

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                evidence[name] = value;
            }
        }
    }
}
