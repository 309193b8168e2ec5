using System.Text;
using System.Text.Json;
using Apertis.Client.Http;
using Apertis.Client.Models;

namespace Apertis.Client.Chat;

/// <summary>Sends prompts and reads answers.</summary>
internal sealed class ChatClient(ApertisTransport transport, ApiBase apiBase, ResolvedKey key, ModelClient models)
{
    /// <summary>Sends one prompt.</summary>
    /// <exception cref="ApertisException">It could not be answered.</exception>
    public async Task<ChatResult> SendAsync(ChatRequest request, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(request.Input.Prompt))
        {
            throw new ProblemReport
            {
                Match = GuideMatch.Local("InvalidMessage", $"the prompt of {request.Input} (counted from 0) {(request.Refusal is null ? "is empty or only white space" : $"can't be used: {request.Refusal}")}"),
                Timestamp = transport.Now,
            }.ToException();
        }

        var messages = new List<ChatMessage>();
        if (!string.IsNullOrEmpty(request.SystemMessage))
        {
            messages.Add(new ChatMessage("system", request.SystemMessage));
        }

        messages.Add(new ChatMessage("user", request.Input.Prompt));
        var call = new ApiRequest
        {
            Method = HttpMethod.Post,
            Uri = apiBase.Chat,
            Body = ChatBody.Write(request, messages),
            Key = key,
            Model = request.Model,
            PromptLength = messages.Sum(message => message.Content?.Length ?? 0),
            SendsTimeout = true,
            Explain = (match, left, token) => models.SuggestAsync(match, request.Model, left, token),
        };
        var response = await transport.SendAsync(call, cancellationToken).ConfigureAwait(false);
        return Read(request, messages, call, response);
    }

    private ChatResult Read(ChatRequest request, List<ChatMessage> messages, ApiRequest call, ApiResponse response)
    {
        using var document = Parse(call, response);
        var root = document.RootElement;
        var choices = ChatAnswer.Choices(root, Redact);
        if (choices.Count == 0)
        {
            throw transport.Reject(call, response, "ResponseMalformed", "it is JSON, but holds no answer ('choices' is missing or empty)");
        }

        var first = choices[0];
        if (string.IsNullOrEmpty(first.Message.Content) && first.FinishReason == "content_filter")
        {
            throw transport.Reject(call, response, "ContentPolicyViolation", "the provider's filter held the answer back");
        }

        var usage = ChatAnswer.Usage(root);
        var seconds = response.Attempts[^1].Duration.TotalSeconds;
        return new ChatResult
        {
            Content = first.Message.Content,
            Role = first.Message.Role,
            Model = Redact(root.GetText("model")) is { Length: > 0 } model ? model : request.Model,
            RequestedModel = request.Model,
            FinishReason = first.FinishReason,
            IsComplete = first.FinishReason is not ("length" or "content_filter"),
            Usage = usage,
            Duration = response.Duration,
            TokensPerSecond = usage?.CompletionTokens is { } tokens && seconds > 0 ? tokens / seconds : null,
            Attempts = response.Attempts,
            RequestId = response.RequestId,
            Created = root.GetTime("created"),
            RateLimit = response.RateLimit,
            Fallback = Fallback(response.Headers),
            Reasoning = ChatAnswer.Reasoning(root),
            ToolCalls = ChatAnswer.ToolCalls(root),
            WebSources = ChatAnswer.WebSources(root, Redact),
            Choices = choices,
            Messages = [.. messages, first.Message],
            Prompt = request.Input.Prompt,
            Index = request.Input.Index,
            Response = new ChatResponse(
                response.StatusCode,
                () => response.Headers.ToDictionary(header => header.Key, header => transport.Redactor.Redact(header.Value), StringComparer.OrdinalIgnoreCase),
                () => transport.Redactor.Redact(Encoding.UTF8.GetString(response.Body.Span))),
        };
    }

    private JsonDocument Parse(ApiRequest call, ApiResponse response)
    {
        try
        {
            return JsonDocument.Parse(JsonText.Readable(response.Body));
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
