using System.ClientModel;
using System.ClientModel.Primitives;
using Apertis.Benchmarks.Processes;
using OpenAI;
using OpenAI.Chat;

namespace Apertis.Benchmarks.Contestants;

/// <summary>The OpenAI .NET SDK, pointed at the gateway.</summary>
internal sealed class OpenAiChat : IChat, IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private readonly ChatClient _chat;

    public OpenAiChat(GatewayProcess gateway)
    {
        var options = new OpenAIClientOptions { Endpoint = gateway.BaseUri, Transport = new HttpClientPipelineTransport(_http) };
        options.AddPolicy(new BrowserAgent(), PipelinePosition.BeforeTransport);
        _chat = new ChatClient(Wire.Model, new ApiKeyCredential(gateway.Key), options);
    }

    public async Task<string?> AskAsync(string prompt)
    {
        ChatCompletion completion = await _chat.CompleteChatAsync(new UserChatMessage(prompt));
        return completion.Content[0].Text;
    }

    public void Dispose() => _http.Dispose();

    /// <summary>The SDK puts its own name in front of any other, which the gateway's edge refuses.</summary>
    private sealed class BrowserAgent : PipelinePolicy
    {
        public override void Process(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
        {
            message.Request.Headers.Set("User-Agent", Wire.UserAgent);
            ProcessNext(message, pipeline, currentIndex);
        }

        public override ValueTask ProcessAsync(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
        {
            message.Request.Headers.Set("User-Agent", Wire.UserAgent);
            return ProcessNextAsync(message, pipeline, currentIndex);
        }
    }
}
