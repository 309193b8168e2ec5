using System.Collections;
using System.Management.Automation;
using Apertis.Client.Chat;
using Apertis.Client.Http;
using Apertis.Completion;
using Apertis.Parameters;

namespace Apertis.Commands;

/// <summary>A command that sends prompts: what is asked of the model, the prompt itself left out.</summary>
public abstract class ChatCommand : RetryingCommand
{
    private protected ChatCommand(double timeoutSec)
        : base(timeoutSec)
    {
    }

    /// <summary>The model's id, case-sensitive. Default: that of a continued conversation, <c>$env:APERTIS_MODEL</c>, then gpt-4.1.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ModelCompleter))]
    public string? Model { get; set; }

    /// <summary>How the model is to behave, sent before everything else.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? SystemMessage { get; set; }

    /// <summary>Images that go with the prompt: paths or addresses. PNG, JPEG, WebP or GIF, at most 20 MB each.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Image { get; set; }

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

    /// <summary>How many answers to each prompt, 1 to 128. Default: 1.</summary>
    [Parameter]
    [ValidateRange(1, 128)]
    public int? Count { get; set; }

    /// <summary>Texts at which the model stops.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Stop { get; set; }

    /// <summary>A number that makes answers repeatable, as far as the model can.</summary>
    [Parameter]
    public long? Seed { get; set; }

    /// <summary>How much the model is to think: none, minimal, low, medium, high, as far as the model can.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ReasoningEffortCompleter))]
    public string? ReasoningEffort { get; set; }

    /// <summary>text, json, or a JSON schema as text, hashtable or the path of a file. The parsed answer is then in the result's Object.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ResponseFormatCompleter))]
    public object? ResponseFormat { get; set; }

    /// <summary>Tools that the model may call: definitions as hashtables, objects or JSON text.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public object[]? Tool { get; set; }

    /// <summary>Models to try when the requested one fails, 1 to 5. The one that answers is billed.</summary>
    [Parameter]
    [ValidateCount(1, 5)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ModelCompleter))]
    public string[]? FallbackModel { get; set; }

    /// <summary>How long the gateway waits for a model before it falls back, 5 to 300 seconds. Default: the gateway's, 30.</summary>
    [Parameter]
    [ValidateRange(5.0, 300.0)]
    public double? FallbackTimeoutSec { get; set; }

    /// <summary>Lets the model search the web; what it read is in the result's WebSources.</summary>
    [Parameter]
    public SwitchParameter WebSearch { get; set; }

    /// <summary>Has the gateway compress long conversations: on, conservative, aggressive, or a hashtable of the API's own fields.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CompressionCompleter))]
    public object? Compression { get; set; }

    /// <summary>Fields of the request's body for which there is no parameter. They win over the parameters.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? AdditionalProperty { get; set; }

    /// <summary>The request that every prompt of the command starts from.</summary>
    /// <param name="onDelta">Takes each piece of an answer as it arrives; null when answers are not streamed.</param>
    private protected ChatRequest CreateTemplate(Action<ChatDelta>? onDelta) => new()
    {
        Input = new ChatInput { Index = 0, Prompt = null },
        Model = string.Empty,
        Temperature = Temperature,
        TopP = TopP,
        MaxTokens = MaxTokens,
        Count = Count,
        Stop = Stop,
        Seed = Seed,
        ReasoningEffort = ReasoningEffort,
        ResponseFormat = Read("-ResponseFormat", ResponseFormat, format => ResponseFormats.Read(format, GetUnresolvedProviderPathFromPSPath)),
        Tools = Read("-Tool", Tool, ToolDefinitions.Read),
        FallbackModels = FallbackModel,
        FallbackTimeout = FallbackTimeoutSec is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        SearchesWeb = WebSearch,
        Compression = Read("-Compression", Compression, CompressionField.Read),
        AdditionalProperties = Read("-AdditionalProperty", AdditionalProperty, AdditionalFields.Read),
        OnDelta = onDelta,
    };

    /// <summary>The images that go with every prompt; none where there are none.</summary>
    private protected IReadOnlyList<ChatImage> ReadImages(Redactor redactor) =>
        Image is null ? [] : Run(stop => ImageSources.ReadAsync([.. Image.Select(source => ImageSources.Locate(source, GetUnresolvedProviderPathFromPSPath))], redactor, stop));

    private TResult? Read<T, TResult>(string parameter, T? value, Func<T, TResult?> read)
        where T : class
        where TResult : class
    {
        try
        {
            return value is null ? null : read(value);
        }
        catch (ArgumentException exception)
        {
            RefuseParameter(parameter, exception.Message);
            throw;
        }
    }
}
