using System.Management.Automation;

namespace Apertis.Parameters;

/// <summary>
/// Lets only a result be bound as the conversation to go on with, also one that came back from a job, a remote session or a file. PowerShell
/// would else make an empty result of any object that is piped in.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ConversationAttribute : ArgumentTransformationAttribute
{
    // By these a piped object is of use beside a prompt.
    private static readonly string[] BoundProperties = ["Model", "SystemMessage"];

    /// <summary>Bound for what goes with no parameter but the prompt: where that was given too, PowerShell would say no more than that it can't be bound.</summary>
    internal static readonly ChatResult OnlyPrompt = new() { Model = string.Empty, RequestedModel = string.Empty, Messages = [], IsComplete = false, Duration = TimeSpan.Zero };

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var wrapped = inputData is null ? null : PSObject.AsPSObject(inputData);
        return wrapped?.BaseObject is ChatResult result ? result
            : wrapped is not null && !Array.Exists(BoundProperties, name => wrapped.Properties[name] is not null) ? OnlyPrompt
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
