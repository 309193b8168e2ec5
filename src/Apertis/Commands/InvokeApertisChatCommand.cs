using System.Globalization;
using System.Management.Automation;
using System.Runtime.CompilerServices;
using Apertis.Client.Bulk;
using Apertis.Client.Chat;
using Apertis.Client.Http;
using Apertis.Parameters;
using Apertis.Pipeline;

namespace Apertis.Commands;

/// <summary>Sends prompts to a model and returns its answers.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "ApertisChat", DefaultParameterSetName = PromptSet)]
[OutputType(typeof(ChatResult), typeof(ChatDelta))]
public sealed class InvokeApertisChatCommand : ChatCommand
{
    private const string PromptSet = "Prompt";
    private const string MessageSet = "Message";
    private const double DefaultTimeoutSec = 120;

    private static int _isWarm;

    private ChatClient? _chat;
    private ChatRequestFactory? _requests;
    private OrderedWindow<ChatOutcome>? _window;
    private StreamedText? _text;
    private bool _isPromptFixed;
    private bool _isInputOver;
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

    private bool IsStreamed => Stream || AsDelta;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        var given = MyInvocation.BoundParameters;
        var isPromptGiven = given.TryGetValue(nameof(Prompt), out var prompt);

        // A script block in its place makes the prompt of each item.
        _isPromptFixed = isPromptGiven && prompt is null or string;
        if (given.ContainsKey(nameof(Model)) && string.IsNullOrWhiteSpace(Model))
        {
            RefuseParameter("-Model", "-Model is empty; leave it out to get the default.");
        }

        if (ThrottleLimit > 1 && IsStreamed)
        {
            RefuseParameter("-ThrottleLimit", "answers that are under way at once can't be shown as they arrive: leave out -Stream and -AsDelta, or -ThrottleLimit.");
        }

        var template = CreateTemplate(IsStreamed ? ShowDelta : null);
        var client = CreateClient(ApiKey);
        _chat = Require(client.Chat);
        _requests = new ChatRequestFactory(template)
        {
            Images = Require(() => ReadImages(client.Redactor)),
            Message = Message,
            IsModelGiven = given.ContainsKey(nameof(Model)),

            // Beside a result from the command line, what is piped in are the prompts.
            IsPromptGiven = isPromptGiven || given.ContainsKey(nameof(InputObject)),
        };
        _text = new StreamedText(this, Stream, AsDelta);
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

        _window!.Begin(Prepare(input, refusal, _isPromptFixed || !ReferenceEquals(InputObject, ConversationAttribute.OnlyPrompt) ? InputObject : null));
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

    // What is wrong with one input is its outcome, in its place.
    private Func<Task<ChatOutcome>> Prepare(ChatInput input, PromptRefusal? refusal, ChatResult? continued)
    {
        try
        {
            var request = _requests!.Create(input, refusal, continued, Model, SystemMessage);
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
            _text!.End(outcome.Result ?? outcome.Failure!.PartialResult);
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

    private void Write(ChatResult result)
    {
        if (_requests!.IsObjectWanted)
        {
            try
            {
                result = result with { Object = AnswerObject.Read(result) };
            }
            catch (ApertisException mismatch)
            {
                WriteProblem(mismatch, result);
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

    private void ShowDelta(ChatDelta delta) => Post(() =>
    {
        Progress.Arrived();
        _text!.Show(delta);
    });

    private void ShowProgress()
    {
        if (MyInvocation.ExpectingInput && !IsStreamed)
        {
            Progress.Show(new BulkTally(_done, _failed, _window!.UnderWay, _isInputOver ? _index : ExpectedCount));
        }
    }

    private void KeepUnwritten()
    {
        var unwritten = (_window?.Held ?? []).Select(outcome => outcome.Result).Prepend(_interrupted).OfType<ChatResult>().ToArray();
        UnwrittenResults.Keep(unwritten, SessionState);
        if ((Stopping || _isEndedByError) && ShowsWarnings)
        {
            UnwrittenResults.Tell(unwritten.Length, Host);
        }
    }

    // Apart, so that it is the other thread that loads the client.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void WarmUp() => ChatWarmUp.Run();
}
