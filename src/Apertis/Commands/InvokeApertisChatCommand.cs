using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Apertis.Client.Bulk;
using Apertis.Client.Chat;
using Apertis.Client.Http;
using Apertis.Completion;
using Apertis.Parameters;
using Apertis.Pipeline;

namespace Apertis.Commands;

/// <summary>Sends prompts to a model and returns its answers.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "ApertisChat", DefaultParameterSetName = PromptSet)]
[OutputType(typeof(ChatResult), typeof(ChatDelta))]
public sealed class InvokeApertisChatCommand : RetryingCommand
{
    private const string PromptSet = "Prompt";
    private const string MessageSet = "Message";
    private const double DefaultTimeoutSec = 120;
    private const string DefaultModel = "gpt-4.1";
    private static readonly string[] CompressionStrategies = ["on", "conservative", "aggressive"];

    // What the module itself decides by; another value behind its back would make its results untrue.
    private static readonly string[] OwnFields = ["model", "messages", "stream", "stream_options"];

    private const string ModelVariable = "APERTIS_MODEL";

    private const string UnwrittenVariable = "ApertisUnwrittenResult";

    private static int _isWarm;

    private ChatClient? _chat;
    private OrderedWindow<ChatOutcome>? _window;
    private ChatRequest? _template;
    private bool _isModelGiven;
    private bool _isPromptGiven;
    private bool _isPromptFixed;
    private bool _isInputOver;
    private List<ChatImage> _images = [];
    private int _index;
    private int _done;
    private int _failed;
    private ChatResult? _interrupted;
    private bool _isEndedByError;

    /// <summary>Creates the command.</summary>
    public InvokeApertisChatCommand()
        : base(DefaultTimeoutSec)
    {
        // While PowerShell binds the parameters, a second core has nothing to do.
        if (Environment.ProcessorCount > 1 && Interlocked.Exchange(ref _isWarm, 1) == 0)
        {
            _ = Task.Run(WarmUp);
        }
    }

    /// <summary>
    /// The API key: text, SecureString or credential; with several the load is spread over them. Default: <c>$env:APERTIS_API_KEY</c>, then
    /// <c>~/.apertis/config.json</c>.
    /// </summary>
    [Parameter]
    [ApiKey]
    public ApiKey[]? ApiKey { get; set; }

    /// <summary>What to ask. Each piped value, or each piped object's Prompt property, is a prompt of its own.</summary>
    [Parameter(ParameterSetName = PromptSet, Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = MessageSet, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    [PromptText]
    public string? Prompt { get; set; }

    /// <summary>The conversation before the prompt: messages, hashtables with role and content, or earlier results.</summary>
    [Parameter(ParameterSetName = MessageSet, Mandatory = true)]
    [AllowEmptyCollection]
    public object[]? Message { get; set; }

    /// <summary>An earlier result, whose conversation goes on with the prompt.</summary>
    [Parameter(ValueFromPipeline = true)]
    [Conversation]
    public ChatResult? InputObject { get; set; }

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

    /// <summary>How many prompts may be under way at once, 1 to 1000. Answers come in the order of the prompts. Default: 1.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int ThrottleLimit { get; set; } = 1;

    /// <summary>How many prompts there will be, for the progress bar's percentage and time left. Default: not known until all are read.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? ExpectedCount { get; set; }

    /// <summary>Shows the answer's text as it arrives, as Write-Host does.</summary>
    [Parameter]
    public SwitchParameter Stream { get; set; }

    /// <summary>Returns the pieces of the answer as they arrive, and the result after them.</summary>
    [Parameter]
    public SwitchParameter AsDelta { get; set; }

    /// <summary>Longest gap between two events of a streamed answer, in seconds; comments that keep the line alive don't count. Default: 300.</summary>
    [Parameter]
    [ValidateRange(0.001, 86400.0)]
    public double OperationTimeoutSeconds { get; set; } = 300;

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

    private bool IsStreamed => Stream || AsDelta;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _isModelGiven = MyInvocation.BoundParameters.ContainsKey(nameof(Model));
        var isPromptGiven = MyInvocation.BoundParameters.TryGetValue(nameof(Prompt), out var prompt);

        // A script block in its place makes the prompt of each item.
        _isPromptFixed = isPromptGiven && prompt is null or string;

        // Beside a result from the command line, what is piped in are the prompts.
        _isPromptGiven = isPromptGiven || MyInvocation.BoundParameters.ContainsKey(nameof(InputObject));
        if (_isModelGiven && string.IsNullOrWhiteSpace(Model))
        {
            RefuseParameter("-Model", "-Model is empty; leave it out to get the default.");
        }

        if (ThrottleLimit > 1 && IsStreamed)
        {
            RefuseParameter("-ThrottleLimit", "answers that are under way at once can't be shown as they arrive: leave out -Stream and -AsDelta, or -ThrottleLimit.");
        }

        _template = CreateTemplate();
        var client = CreateClient(ApiKey);
        _chat = Require(client.Chat);
        if (Image is not null)
        {
            _images = Require(() => ReadImages(Image, client.Redactor));
        }

        _window = new OrderedWindow<ChatOutcome>(ThrottleLimit);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var refusal = PromptTextAttribute.RefusalOf(Prompt);
        var input = new ChatInput { Index = _index++, Prompt = refusal is null ? Prompt : null };
        if (refusal is { IsModel: true } && Message is not null && !_isPromptFixed)
        {
            // It answers the conversation.
            refusal = null;
        }

        var answer = Prepare(input, refusal, _isPromptFixed || !ReferenceEquals(InputObject, ConversationAttribute.OnlyPrompt) ? InputObject : null);
        _window!.Begin(answer);
        ShowProgress();
        if (IsStreamed || !MyInvocation.ExpectingInput)
        {
            Progress.Await("the model's answer", TimeoutSec);
        }

        // With one call at a time each answer is written before the next prompt is read.
        WriteFinished(() => ThrottleLimit == 1 ? _window.IsEmpty : _window.HasRoom);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        _isInputOver = true;
        WriteFinished(() => _window!.IsEmpty);
        Progress.Complete();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        try
        {
            if (disposing)
            {
                KeepUnwritten();
            }
        }
        finally
        {
            base.Dispose(disposing);
        }
    }

    private protected override ClientOptions Configure(ClientOptions options) =>
        base.Configure(options) with { OperationTimeout = TimeSpan.FromSeconds(OperationTimeoutSeconds) };

    private ChatRequest CreateTemplate() => new()
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
        Compression = Read("-Compression", Compression, CompressionOf),
        AdditionalProperties = Read("-AdditionalProperty", AdditionalProperty, AdditionalFields),
        OnDelta = IsStreamed ? ShowDelta : null,
    };

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

    private ChatRequest CreateRequest(ChatInput input, PromptRefusal? refusal, ChatResult? continued)
    {
        if (ReferenceEquals(continued, ConversationAttribute.OnlyPrompt))
        {
            throw ChatMessages.Refuse("something else than an earlier result was piped in, and a prompt was given too", "Piped text is the prompt: say with -SystemMessage what to do with it, as in Get-Content notes.txt -Raw | Invoke-ApertisChat -SystemMessage 'Summarise'.");
        }

        if (continued is not null && !_isPromptGiven)
        {
            throw ChatMessages.Refuse("an earlier result was piped in, but no prompt says how its conversation goes on", "Give the prompt too: $result | Invoke-ApertisChat 'and then?'");
        }

        if (continued is { Messages.Count: 0 })
        {
            throw ChatMessages.Refuse("the earlier result has lost its conversation, as happens when it is serialised too shallowly", "Serialise results with Export-Clixml -Depth 4, or give the messages with -Message.");
        }

        return _template! with
        {
            IsConversation = Message is not null,
            Input = input,
            Refusal = refusal,
            Messages = [.. continued?.Messages ?? [], .. Message is null ? [] : ChatMessages.Read(Message)],

            // A piped result also offers the model that answered, by its property's name; the conversation goes on with the one that was asked.
            Model = FirstText(_isModelGiven || continued is null ? Model : null, continued?.RequestedModel, Environment.GetEnvironmentVariable(ModelVariable)) ?? DefaultModel,
            SystemMessage = SystemMessage,
            Images = _images,
        };
    }

    // What is wrong with one input is its outcome, in its place.
    private Func<Task<ChatOutcome>> Prepare(ChatInput input, PromptRefusal? refusal, ChatResult? continued)
    {
        try
        {
            var request = CreateRequest(input, refusal, continued);
            return () => AnswerAsync(request);
        }
        catch (ApertisException exception)
        {
            return () => Task.FromResult(new ChatOutcome(input, null, exception));
        }
    }

    private async Task<ChatOutcome> AnswerAsync(ChatRequest request)
    {
        try
        {
            return new ChatOutcome(request.Input, await _chat!.SendAsync(request, StopToken).ConfigureAwait(false), null);
        }
        catch (ApertisException exception)
        {
            return new ChatOutcome(request.Input, null, exception);
        }
    }

    private void WriteFinished(Func<bool> isEnough) => WriteFinished(_window!, isEnough, outcome =>
    {
        WriteOutcome(outcome);
        if (_isInputOver)
        {
            ShowProgress();
        }
    });

    private void WriteOutcome(ChatOutcome outcome)
    {
        _done++;
        Progress.Arrived();
        try
        {
            EndShownText(outcome.Result ?? outcome.Failure!.PartialResult);
            if (outcome.Failure is { } failure)
            {
                _failed++;
                WriteProblem(failure, failure.PartialResult ?? (object)outcome.Input, MyInvocation.ExpectingInput ? string.Create(CultureInfo.InvariantCulture, $"Input {outcome.Input.Index}") : null);
            }
            else
            {
                Write(outcome.Result!);
            }
        }
        catch (PipelineStoppedException) when (Stopping)
        {
            _interrupted = outcome.Result;
            throw;
        }
        catch
        {
            // Who reads the answers has had enough, or wants no errors: the rest of the script is not to run under a dead bar.
            Progress.Complete();
            _isEndedByError = outcome.Failure is not null;
            throw;
        }
    }

    // Apart, so that it is the other thread that loads the client.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void WarmUp() => ChatWarmUp.Run();

    private void ShowProgress()
    {
        if (MyInvocation.ExpectingInput && !IsStreamed)
        {
            Progress.Show(new BulkTally(_done, _failed, _window!.UnderWay, _isInputOver ? _index : ExpectedCount));
        }
    }

    // Answers that are paid for and here outlive the command that could no more write them.
    private void KeepUnwritten()
    {
        var unwritten = (_window?.Held ?? []).Select(outcome => outcome.Result).Prepend(_interrupted).OfType<ChatResult>().ToArray();
        if (unwritten.Length == 0)
        {
            return;
        }

        SessionState.PSVariable.Set($"global:{UnwrittenVariable}", unwritten);
        if ((Stopping || _isEndedByError) && ShowsWarnings)
        {
            // A command that is over can write to no stream any more.
            Host.UI.WriteWarningLine(string.Create(CultureInfo.InvariantCulture, $"{unwritten.Length} answers had arrived that could not be written any more: they are in ${UnwrittenVariable}."));
        }
    }

    private List<ChatImage> ReadImages(string[] sources, Redactor redactor)
    {
        string[] places = [.. sources.Select(source => source.Contains("://", StringComparison.Ordinal) || source.StartsWith("data:", StringComparison.OrdinalIgnoreCase) ? source : GetUnresolvedProviderPathFromPSPath(source))];
        return Run(async stop =>
        {
            var images = new List<ChatImage>();
            foreach (var place in places)
            {
                images.Add(await ImageReader.ReadAsync(place, redactor, stop).ConfigureAwait(false));
            }

            return images;
        });
    }

    private static JsonObject AdditionalFields(IDictionary fields)
    {
        var result = (JsonObject)PowerShellJson.ToNode(fields)!;
        return OwnFields.FirstOrDefault(result.ContainsKey) is { } own
            ? throw new ArgumentException($"-AdditionalProperty can't set '{own}': use -Model, -Message or -Stream.")
            : result;
    }

    private static JsonObject CompressionOf(object value) =>
        PowerShellJson.ToNode(value) switch
        {
            JsonObject fields => fields,
            JsonValue strategy when CompressionStrategies.Contains(strategy.ToString().ToLowerInvariant()) => new JsonObject { ["enabled"] = true, ["strategy"] = strategy.ToString().ToLowerInvariant() },
            _ => throw new ArgumentException("-Compression takes on, conservative, aggressive, or a hashtable."),
        };

    private void ShowDelta(ChatDelta delta) => Post(() =>
    {
        Progress.Arrived();
        if (AsDelta)
        {
            WriteObject(delta);
        }

        if (Stream && delta is { Content: not null, Choice: 0 })
        {
            WriteShown(delta.Content, endsLine: false);
        }
    });

    private void EndShownText(ChatResult? result)
    {
        if (Stream && !string.IsNullOrEmpty(result?.Content))
        {
            WriteShown(string.Empty, endsLine: true);
        }
    }

    // The tag is what makes a console show it, as it does for Write-Host.
    private void WriteShown(string text, bool endsLine) =>
        WriteInformation(new HostInformationMessage { Message = text, NoNewLine = !endsLine }, ["PSHOST"]);

    private void Write(ChatResult result)
    {
        if (_template!.ResponseFormat is not null)
        {
            try
            {
                result = result with { Object = Parsed(result) };
            }
            catch (Exception failure) when (failure is JsonException or InvalidOperationException or RuntimeException or ArgumentException)
            {
                var match = GuideMatch.Local("ResponseFormatMismatch", "it is JSON that PowerShell can't make an object of (a member without a name, say)");
                WriteProblem(new ProblemReport { Match = match, Timestamp = DateTimeOffset.UtcNow, RequestId = result.RequestId, Attempts = result.Attempts }.ToException(), result);
                return;
            }
        }

        var written = PSObject.AsPSObject(result);
        if (Stream)
        {
            written.TypeNames.Insert(0, "Apertis.ChatResult#Streamed");
        }

        WriteObject(written);
    }

    private static object? Parsed(ChatResult result)
    {
        if (string.IsNullOrEmpty(result.Content))
        {
            return null;
        }

        using var document = JsonDocument.Parse(JsonText.Readable(System.Text.Encoding.UTF8.GetBytes(result.Content)));
        return PowerShellJson.ToObject(document.RootElement);
    }

    private static string? FirstText(params string?[] candidates) => candidates.Select(candidate => candidate?.Trim()).FirstOrDefault(candidate => !string.IsNullOrEmpty(candidate));
}
