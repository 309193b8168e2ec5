using System.Management.Automation;
using Apertis.Client.Chat;
using Apertis.Parameters;

namespace Apertis.Commands;

/// <summary>Sends prompts to a model and returns its answers.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "ApertisChat")]
[OutputType(typeof(ChatResult))]
public sealed class InvokeApertisChatCommand : RetryingCommand
{
    private const double DefaultTimeoutSec = 120;
    private const string DefaultModel = "gpt-4.1";
    private const string ModelVariable = "APERTIS_MODEL";

    private ChatClient? _chat;
    private int _index;

    /// <summary>Creates the command.</summary>
    public InvokeApertisChatCommand()
        : base(DefaultTimeoutSec)
    {
    }

    /// <summary>What to ask. Each piped value, or each piped object's Prompt property, is a prompt of its own.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    [PromptText]
    public string? Prompt { get; set; }

    /// <summary>The model's id, case-sensitive. Default: <c>$env:APERTIS_MODEL</c>, then gpt-4.1.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Model { get; set; }

    /// <summary>How the model is to behave, sent before the prompt.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? SystemMessage { get; set; }

    /// <summary>How much chance there is in the answer, 0 to 2. Default: the model's own.</summary>
    [Parameter]
    [ValidateRange(0.0, 2.0)]
    public double? Temperature { get; set; }

    /// <summary>The share of likely words that is chosen from, 0 to 1. Default: the model's own.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double? TopP { get; set; }

    /// <summary>Longest answer, in tokens. Default: the model's limit.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? MaxTokens { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => _chat = Require(() => CreateClient().Chat());

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var refusal = PromptTextAttribute.RefusalOf(Prompt);
        var input = new ChatInput { Index = _index++, Prompt = refusal is null ? Prompt : null };
        var request = new ChatRequest
        {
            Input = input,
            Refusal = refusal,
            Model = FirstText(Model, Environment.GetEnvironmentVariable(ModelVariable)) ?? DefaultModel,
            SystemMessage = SystemMessage,
            Temperature = Temperature,
            TopP = TopP,
            MaxTokens = MaxTokens,
        };
        ChatResult result;
        try
        {
            result = Run(stop => _chat!.SendAsync(request, stop));
        }
        catch (ApertisException exception)
        {
            WriteProblem(exception, input);
            return;
        }

        WriteObject(result);
    }

    private static string? FirstText(params string?[] candidates) => candidates.Select(candidate => candidate?.Trim()).FirstOrDefault(candidate => !string.IsNullOrEmpty(candidate));
}
