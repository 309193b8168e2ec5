using System.Globalization;
using System.Text;
using System.Text.Json;
using Apertis.Client.Http;
using Apertis.Client.Models;

namespace Apertis.Client.Chat;

/// <summary>Sends prompts and reads answers.</summary>
internal sealed class ChatClient(ApertisTransport transport, ApiBase apiBase, KeyRing keys, ModelClient models)
{
    private const int ShownOfAnswer = 100;
    private const string WebSuffix = ":web";
    private const string FreeSuffix = ":free";

    /// <summary>Sends one prompt.</summary>
    /// <exception cref="ApertisException">It could not be answered. What had arrived of a stream is in its PartialResult.</exception>
    public async Task<ChatResult> SendAsync(ChatRequest request, CancellationToken cancellationToken)
    {
        var started = transport.Time.GetTimestamp();
        var messages = Messages(request);
        var model = Model(request);
        var length = LengthOf(messages);
        ChatEventSink? sink = null;
        var call = new ApiRequest
        {
            Method = HttpMethod.Post,
            Uri = apiBase.Chat,
            Body = ChatBody.Write(request, model, messages, length),
            Keys = keys,
            Model = model,
            PromptLength = request.IsProbe ? null : length,
            IsRetried = !request.IsProbe,
            SendsTimeout = true,
            CreateEventSink = request.OnDelta is { } onDelta ? () => sink = new ChatEventSink(ExpectedChoices(request), onDelta, () => transport.Time.GetElapsedTime(started)) : null,
            Explain = (match, left, token) => models.SuggestAsync(match, model, left, token),
        };
        try
        {
            var response = await transport.SendAsync(call, cancellationToken).ConfigureAwait(false);
            var result = Read(request, messages, call, response, transport.Time.GetElapsedTime(started));
            if (request.OnDelta is not null && sink is null)
            {
                // The server did not stream, although it was asked to: everything arrives as one piece.
                request.OnDelta(new ChatDelta { Content = result.Content, Reasoning = result.Reasoning, Elapsed = result.Duration });
            }

            return result;
        }
        catch (ApertisException exception)
        {
            exception.Conversation = [.. messages.Select(message => message.Content).OfType<string>()];
            if (sink is { HasDelivered: true })
            {
                exception.PartialResult = Result(request, messages, Redacted(sink.Answer)) with
                {
                    IsComplete = false,
                    Duration = transport.Time.GetElapsedTime(started),
                    TimeToFirstToken = sink.TimeToFirstToken,
                    Attempts = exception.Attempts,
                    RequestId = exception.RequestId,
                };
            }

            throw;
        }
    }

    private static int LengthOf(List<ChatMessage> messages)
    {
        var length = 0;
        foreach (var message in messages)
        {
            length += message.Content?.Length ?? 0;
        }

        return length;
    }

    private static int ExpectedChoices(ChatRequest request) =>
        int.TryParse(request.AdditionalProperties?["n"]?.ToJsonString(), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : request.Count ?? 1;

    private List<ChatMessage> Messages(ChatRequest request)
    {
        if (request.Refusal is { } refusal)
        {
            throw Refuse("InvalidMessage", $"the prompt can't be used: {refusal.Reason}", (Fact.Remedy, refusal.Remedy));
        }

        var messages = new List<ChatMessage>();
        if (!string.IsNullOrEmpty(request.SystemMessage))
        {
            messages.Add(new ChatMessage("system", request.SystemMessage));
        }

        // A conversation that goes on under new instructions does not keep the old ones.
        messages.AddRange(messages.Count > 0 && request.Messages is [{ Role: "system" }, ..] ? request.Messages.Skip(1) : request.Messages);
        if (!string.IsNullOrWhiteSpace(request.Input.Prompt) || request.Images.Count > 0)
        {
            messages.Add(new ChatMessage("user", request.Input.Prompt) { Images = request.Images.Count == 0 ? null : request.Images });
        }
        else if (request.Input.Prompt is null && request.IsConversation)
        {
            if (request.Messages.Count == 0)
            {
                throw Refuse("InvalidMessage", "there are no messages");
            }
        }
        else
        {
            throw Refuse("InvalidMessage", "the prompt is empty or only white space", (Fact.BlankItems, "blank lines"));
        }

        return messages;
    }

    // A continued conversation may name the model with its suffix already.
    private string Model(ChatRequest request)
    {
        var model = request.Model;
        if (!request.SearchesWeb || model.EndsWith(WebSuffix, StringComparison.Ordinal))
        {
            return model;
        }

        return model.EndsWith(FreeSuffix, StringComparison.Ordinal)
            ? throw Refuse("InvalidParameter", $"{model} can't search the web: free models do not take '{WebSuffix}'", (Fact.Param, "-WebSearch, or choose a model without ':free'"))
            : model + WebSuffix;
    }

    private ApertisException Refuse(string problem, string detail, params (string Fact, string? Value)[] evidence) =>
        GuideMatch.Local(problem, detail, evidence).Redacted(transport.Redactor).ToException(transport.Now);

    private ChatResult Read(ChatRequest request, List<ChatMessage> messages, ApiRequest call, ApiResponse response, TimeSpan duration)
    {
        var sink = response.Events as ChatEventSink;
        var answer = Redacted(sink?.Answer ?? Parse(call, response));
        if (answer.Choices.Count == 0)
        {
            throw transport.Reject(call, response, "ResponseMalformed", "it is JSON, but holds no answer ('choices' is missing or empty)");
        }

        if (answer.Choices.All(choice => string.IsNullOrEmpty(choice.Message.Content) && choice.FinishReason == "content_filter"))
        {
            throw transport.Reject(call, response, "ContentPolicyViolation", "the provider's filter held the answer back");
        }

        var result = Result(request, messages, answer);
        if (request.ResponseFormat is not null && answer.Choices.FirstOrDefault(choice => choice.Message.ToolCalls is null && (choice.Message.Content is not null || answer.Choices.Count == 1) && !IsJson(choice.Message.Content)) is { } other)
        {
            var mismatch = transport.Reject(call, response, "ResponseFormatMismatch", $"it begins '{ServerText.Clean(other.Message.Content, ShownOfAnswer)}' and is not JSON");
            mismatch.PartialResult = result with { Duration = duration, Attempts = mismatch.Attempts, RequestId = response.RequestId };
            throw mismatch;
        }

        var writing = response.Attempts[^1].Duration;
        return result with
        {
            IsComplete = result.FinishReason is not ("length" or "content_filter"),
            Duration = duration,
            TimeToFirstToken = sink?.TimeToFirstToken,
            TokensPerSecond = answer.Usage?.CompletionTokens is { } tokens && writing > TimeSpan.Zero ? tokens / writing.TotalSeconds : null,
            Attempts = response.Attempts,
            RequestId = response.RequestId,
            RateLimit = response.RateLimit,
            Fallback = Fallback(response.Headers),
            Response = new ChatResponse(
                response.StatusCode,
                () => response.Headers.ToDictionary(header => header.Key, header => transport.Redactor.Redact(header.Value), StringComparer.OrdinalIgnoreCase),
                () => transport.Redactor.Redact(Encoding.UTF8.GetString(response.Body.Span))),
        };
    }

    private static bool IsJson(string? text)
    {
        try
        {
            JsonDocument.Parse(text ?? string.Empty).Dispose();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static ChatResult Result(ChatRequest request, List<ChatMessage> messages, ChatAnswer answer)
    {
        var first = answer.Choices.Count > 0 ? answer.Choices[0] : null;
        return new ChatResult
        {
            Content = first?.Message.Content,
            Role = first?.Message.Role,
            Model = answer.Model ?? request.Model,
            RequestedModel = request.Model,
            FinishReason = first?.FinishReason,
            IsComplete = false,
            Usage = answer.Usage,
            Duration = default,
            Created = answer.Created,
            Reasoning = first?.Reasoning,
            ToolCalls = first?.Message.ToolCalls,
            WebSources = answer.WebSources.Count == 0 ? null : answer.WebSources,
            Choices = answer.Choices,
            Messages = first is null ? messages : messages.Append(first.Message).ToArray(),
            Prompt = request.Input.Prompt,
            Index = request.Input.Index,
        };
    }

    // Text, reasoning and tool calls are the answer, which is never altered; what stands around them is the server's.
    private ChatAnswer Redacted(ChatAnswer answer) => answer with
    {
        Model = Redact(answer.Model),
        Choices = answer.Choices.Select(Redacted).ToArray(),
        WebSources = answer.WebSources.Count == 0 ? [] : answer.WebSources.Select(source => new ChatWebSource { Title = Redact(source.Title), Url = Redact(source.Url), Snippet = Redact(source.Snippet) }).ToArray(),
    };

    private ChatChoice Redacted(ChatChoice choice)
    {
        var finishReason = Redact(choice.FinishReason);
        var role = Redact(choice.Message.Role) ?? string.Empty;
        return finishReason == choice.FinishReason && role == choice.Message.Role ? choice : choice with { FinishReason = finishReason, Message = choice.Message with { Role = role } };
    }

    private ChatAnswer Parse(ApiRequest call, ApiResponse response)
    {
        try
        {
            using var document = JsonDocument.Parse(JsonText.Readable(response.Body));
            return ChatJson.Answer(document.RootElement);
        }
        catch (JsonException)
        {
            throw transport.Reject(call, response, "ResponseMalformed", ServerText.Describe(response.Body.Span));
        }
    }

    private ChatFallback? Fallback(IReadOnlyDictionary<string, string> headers)
    {
        if (!bool.TryParse(headers.GetValueOrDefault("X-Fallback-Used"), out var used))
        {
            return null;
        }

        return new ChatFallback
        {
            Used = used,
            From = Redact(headers.GetValueOrDefault("X-Fallback-From")),
            Model = Redact(headers.GetValueOrDefault("X-Actual-Model")),
            Reason = Redact(headers.GetValueOrDefault("X-Fallback-Reason")),
        };
    }

    private string? Redact(string? text) => ServerText.Clean(text) is { } clean ? transport.Redactor.Redact(clean) : null;
}
