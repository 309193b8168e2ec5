using System.Buffers;
using System.Text.Json;
using Apertis.Gateway.Models;
using Apertis.Gateway.Serving;

namespace Apertis.Gateway.Chat;

/// <summary>POST /v1/chat/completions.</summary>
internal static class ChatEndpoint
{
    public static async Task AnswerAsync(Exchange exchange)
    {
        ChatCall call = ChatCallReader.Read(exchange);
        ModelEntry model = ChooseModel(exchange, call);
        if (call.MaxTokens > model.ContextLength)
        {
            throw ChatCallReader.Invalid("max_tokens", $"max_tokens must be between 1 and {model.ContextLength}");
        }

        if (call.PromptWords > model.ContextLength)
        {
            throw new RefusalException(
                "context_length_exceeded", $"This model's maximum context length is {model.ContextLength} tokens");
        }

        if (exchange.Options.AnswerDelay > TimeSpan.Zero)
        {
            await Task.Delay(exchange.Options.AnswerDelay, exchange.Aborted);
        }

        if (exchange.Fault is { } pause)
        {
            await pause.Action.BeforeAnswerAsync(exchange, call);
        }

        ChatReply reply = ChatReplyBuilder.Build(call, model, exchange.Now);
        if (exchange.Fault is { } fault)
        {
            reply = fault.Action.Alter(reply);
        }

        if (call.Stream)
        {
            using var stream = new ChatStream(exchange, reply, call.IncludeUsage);
            await stream.WriteAsync();
        }
        else
        {
            await WriteWholeAsync(exchange, reply);
        }
    }

    private static ModelEntry ChooseModel(Exchange exchange, ChatCall call)
    {
        ModelEntry model = ModelEndpoints.Resolve(exchange, call.Model);
        if (call.Fallbacks is not { Count: > 0 } fallbacks)
        {
            return model.Id == ModelNames.Overloaded ? throw new RefusalException("model_overloaded") : model;
        }

        bool overloaded = model.Id == ModelNames.Overloaded;
        if (overloaded)
        {
            string fallback = fallbacks.FirstOrDefault(id => id != ModelNames.Overloaded)
                ?? throw new RefusalException("model_overloaded");
            model = ModelEndpoints.Resolve(exchange, fallback);
            exchange.Headers["X-Fallback-From"] = ModelNames.Overloaded;
            exchange.Headers["X-Fallback-Reason"] = "model_overloaded";
        }

        exchange.Headers["X-Fallback-Used"] = overloaded ? "true" : "false";
        exchange.Headers["X-Actual-Model"] = model.Id;
        return model;
    }

    private static Task WriteWholeAsync(Exchange exchange, ChatReply reply)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var writer = new Utf8JsonWriter(buffer, ChatJson.Options);
        ChatJson.WriteCompletion(writer, reply);
        writer.Flush();
        return exchange.WriteAsync(200, Exchange.Json, buffer.WrittenMemory);
    }
}
