using Apertis.Client.Chat;
using Apertis.Client.Http;
using Apertis.Client.Settings;
using Apertis.Gateway;

namespace Apertis.Client.Tests.Support;

/// <summary>A client of its own: connections, clock and observer that no other test shares.</summary>
internal sealed class Lab
{
    public const string Model = "gpt-4.1";

    /// <summary>What the jitter adds to each pause of our own.</summary>
    public static readonly TimeSpan Jitter = TimeSpan.FromSeconds(0.25);

    private static int _lastPool;

    public Lab(Uri baseUri, string? key = GatewayKeys.Good, Func<ClientOptions, ClientOptions>? with = null, TimeProvider? time = null, RecordingObserver? observer = null)
    {
        Observer = observer ?? new RecordingObserver();
        Settings = SettingsFor(baseUri.ToString(), key);
        Options = with is null ? DefaultOptions() : with(DefaultOptions());
        Client = new ApertisClient(Settings, Options, Observer, time ?? Clock, () => Jitter.TotalSeconds);
        Transport = new ApertisTransport(Settings, Settings.Base!, Options, Observer, time ?? Clock, () => Jitter.TotalSeconds);
    }

    public FakeClock Clock { get; } = new();

    public RecordingObserver Observer { get; }

    public ResolvedSettings Settings { get; }

    public ClientOptions Options { get; }

    public ApertisClient Client { get; }

    public ApertisTransport Transport { get; }

    /// <summary>Waits that the call made before its next attempts, in order.</summary>
    public List<TimeSpan> Waits { get; } = [];

    public static ResolvedSettings SettingsFor(string? baseUri, string? key) =>
        new SettingsResolver(_ => null, Path.Combine(TestEnvironment.Home, "no-such-file.json"))
            .Resolve(new SettingsInput { BaseUri = baseUri, ApiKeys = key is null ? null : [new ApiKey(key)] });

    /// <summary>Options with connections of their own: pools are kept by their options, of which the time-out is one.</summary>
    public static ClientOptions DefaultOptions() => new()
    {
        UserAgent = UserAgent.For("7.6.0", "0.1.0"),
        Connection = new ConnectionOptions { NoProxy = true, Timeout = TimeSpan.FromMilliseconds(60_000 + Interlocked.Increment(ref _lastPool)) },
    };

    public static ChatRequest Prompt(string? text = "Hello", string model = Model) =>
        new() { Input = new ChatInput { Index = 0, Prompt = text }, Model = model };

    /// <summary>Chats, and lets every wait between attempts pass.</summary>
    public Task<ChatResult> ChatAsync(ChatRequest? request = null, CancellationToken cancellationToken = default) =>
        DriveAsync(Client.Chat().SendAsync(request ?? Prompt(), cancellationToken));

    /// <summary>The failure of a chat.</summary>
    public Task<ApertisException> ChatFailureAsync(ChatRequest? request = null) => Assert.ThrowsAsync<ApertisException>(() => ChatAsync(request));

    /// <summary>Lets every wait between attempts pass until the call is over.</summary>
    public async Task<T> DriveAsync<T>(Task<T> call)
    {
        while (true)
        {
            // Waiting takes nothing out of the queue: what one call leaves behind is not lost to the next.
            var waiting = Observer.Waits.WaitToReadAsync().AsTask();
            if (await Task.WhenAny(call, waiting).Soon("the call") == call)
            {
                return await call;
            }

            while (Observer.Waits.TryRead(out var delay))
            {
                Waits.Add(delay);
                await Clock.TimerDueAsync(delay);
                Clock.Advance(delay);
            }
        }
    }
}
