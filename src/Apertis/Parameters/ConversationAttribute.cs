using System.Management.Automation;

namespace Apertis.Parameters;

/// <summary>
/// Lets only a result be bound as the conversation to go on with, also one that came back from a job, a remote session or a file. PowerShell
/// would else make an empty result of any object that is piped in.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ConversationAttribute : ArgumentTransformationAttribute
{
    /// <summary>Bound for text: PowerShell would say no more than that it can't be bound where the prompt was given too.</summary>
    internal static readonly ChatResult Text = new() { Model = string.Empty, RequestedModel = string.Empty, Messages = [], IsComplete = false, Duration = TimeSpan.Zero };

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var wrapped = inputData is null ? null : PSObject.AsPSObject(inputData);
        return wrapped?.BaseObject is ChatResult result ? result
            : wrapped?.BaseObject is string ? Text
            : wrapped?.Properties[nameof(ChatResult.Messages)] is not null && wrapped.Properties[nameof(ChatResult.RequestedModel)] is not null ? Restored(wrapped)
            : new NoResult();
    }

    private static ChatResult Restored(PSObject earlier)
    {
        var model = earlier.Properties[nameof(ChatResult.RequestedModel)]?.Value?.ToString() ?? string.Empty;
        return new ChatResult
        {
            Model = model,
            RequestedModel = model,
            Content = earlier.Properties[nameof(ChatResult.Content)]?.Value?.ToString(),
            Messages = ChatMessages.Restore(earlier),
            IsComplete = true,
            Duration = TimeSpan.Zero,
        };
    }

    /// <summary>Nothing that PowerShell could make a result of.</summary>
    private sealed class NoResult;
}
