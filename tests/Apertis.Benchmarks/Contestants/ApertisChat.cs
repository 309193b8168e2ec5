using System.Diagnostics;
using Apertis.Benchmarks.Processes;
using Apertis.Client;
using Apertis.Client.Chat;
using Apertis.Client.Http;
using Apertis.Client.Settings;

namespace Apertis.Benchmarks.Contestants;

/// <summary>The module's own client, as the cmdlet makes it.</summary>
internal sealed class ApertisChat : IChat, IStreamingChat
{
    private readonly ChatClient _chat;

    public ApertisChat(GatewayProcess gateway)
    {
        var settings = new SettingsResolver(_ => null, configurationPath: null).Resolve(new SettingsInput { BaseUri = gateway.BaseUri.ToString(), ApiKeys = [new ApiKey(gateway.Key)] });
        var options = new ClientOptions { UserAgent = Wire.UserAgent, Connection = new ConnectionOptions { NoProxy = true } };
        _chat = new ApertisClient(settings, options, new SilentObserver()).Chat();
    }

    public async Task<string?> AskAsync(string prompt) => (await _chat.SendAsync(Request(prompt, onDelta: null), CancellationToken.None)).Content;

    public async Task<StreamTiming> StreamAsync(string prompt)
    {
        var started = Stopwatch.GetTimestamp();
        var chunks = 0;
        var first = TimeSpan.Zero;
        await _chat.SendAsync(Request(prompt, Take), CancellationToken.None);
        return new StreamTiming(chunks, first, Stopwatch.GetElapsedTime(started));

        void Take(ChatDelta delta)
        {
            if (chunks++ == 0)
            {
                first = Stopwatch.GetElapsedTime(started);
            }
        }
    }

    private static ChatRequest Request(string prompt, Action<ChatDelta>? onDelta) =>
        new() { Input = new ChatInput { Index = 0, Prompt = prompt }, Model = Wire.Model, OnDelta = onDelta };

    /// <summary>What a call without -Verbose and -Debug is watched by.</summary>
    private sealed class SilentObserver : ITrafficObserver
    {
        public bool WantsContent => false;

        public void ContentSeen(string text)
        {
        }

        public void AttemptFinished(Attempt attempt, RateLimit? rateLimit)
        {
        }

        public void Waiting(TimeSpan delay, GuideProblem problem)
        {
        }

        public void KeyLeftOut(string message)
        {
        }
    }
}
