using System.Diagnostics;
using System.Management.Automation;
using System.Net;
using System.Net.Sockets;
using Apertis.Gateway;
using Apertis.Tests.Secrets;
using Apertis.Tests.Setup;

namespace Apertis.Tests.Chat;

/// <summary>-Stream and -AsDelta, as a shell shows them.</summary>
public sealed class StreamingChatTests(Bench bench) : IClassFixture<Bench>
{
    private const string Words = "You, said:, one, two, three, four, five";

    // The promise is a second; the rest is for a busy build machine.
    private static readonly TimeSpan Quickly = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task Text_is_shown_word_by_word_as_it_comes()
    {
        var delay = TimeSpan.FromMilliseconds(40);
        await using var gateway = await GatewayServer.StartAsync(new GatewayOptions { WordDelay = delay });

        var records = bench.Run(gateway.BaseUri, "$null = Invoke-ApertisChat 'one two three four five' -Stream -InformationVariable shown; $shown").Output;

        var words = records.Where(record => record.Text("MessageData")!.Length > 0).ToList();
        Assert.Equal(Words, string.Join(", ", words.Select(record => record.Text("MessageData")!.Trim())));
        Assert.All(records, record => Assert.Contains("PSHOST", record.List("Tags")));
        var times = words.Select(record => (DateTime)record.Get("TimeGenerated")!).ToList();
        Assert.Equal(times.Order(), times);
        Assert.True(times[^1] - times[0] >= delay * (words.Count - 1) / 2, $"{times[^1] - times[0]} between the first word and the last.");
        Assert.True(times[3] - times[0] >= delay, $"{times[3] - times[0]} for three words.");
    }

    [Fact]
    public void Text_ends_with_its_line_and_only_then_comes_the_next_answer()
    {
        var result = bench.Run("'a', 'b' | Invoke-ApertisChat -Stream");

        Assert.Empty(result.Errors);
        Assert.Equal(["You", " said:", " a", "", "You", " said:", " b", ""], result.Information);
        Assert.Equal(["You said: a", "You said: b"], result.Output.Select(item => item.ToString()));
    }

    [Fact]
    public void Console_shows_the_text_once_and_a_line_about_it()
    {
        var shown = bench.Show(bench.Gateway.BaseUri, "Invoke-ApertisChat 'hello there' -Stream").ReplaceLineEndings("\n");

        var lines = shown.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.Equal("You said: hello there", lines[0]);
        Assert.Matches(@"^gpt-4\.1 · \d+ tokens · \d+\.\d\d s · stop$", lines[1].Trim());
    }

    [Fact]
    public void Shown_text_can_be_silenced()
    {
        var shown = bench.Show(bench.Gateway.BaseUri, "Invoke-ApertisChat 'hello there' -Stream 6>$null");

        Assert.DoesNotContain("hello there", shown, StringComparison.Ordinal);
        Assert.Contains("tokens", shown, StringComparison.Ordinal);
        Assert.Equal("You said: x", bench.Run("\"$(Invoke-ApertisChat x -Stream 6>$null)\"").OnlyOutput().ToString());
    }

    [Fact]
    public void Streamed_result_is_one_object_that_holds_it_all()
    {
        var result = bench.Run("$r = Invoke-ApertisChat 'hello there' -Stream 6>$null; $r; \"$r\"");

        Assert.Equal(2, result.Output.Count);
        var answer = result.Output[0];
        Assert.Equal(["Apertis.ChatResult#Streamed", "Apertis.ChatResult"], answer.TypeNames.Take(2));
        Assert.Equal("You said: hello there", answer.Get("Content"));
        Assert.True((bool)answer.Get("IsComplete")!);
        Assert.InRange((TimeSpan)answer.Get("TimeToFirstToken")!, TimeSpan.FromTicks(1), (TimeSpan)answer.Get("Duration")!);
        Assert.True((double)answer.Get("TokensPerSecond")! > 0);
        Assert.Equal("You said: hello there", result.Output[1].ToString());
    }

    [Fact]
    public void Answer_that_is_not_streamed_has_no_extra_type_name() =>
        Assert.Equal("Apertis.ChatResult", bench.Run("Invoke-ApertisChat x").OnlyOutput().TypeNames[0]);

    [Fact]
    public void Pieces_come_before_the_result()
    {
        var result = bench.Run("Invoke-ApertisChat 'a b' -AsDelta -ReasoningEffort low");

        Assert.Empty(result.Errors);
        Assert.Empty(result.Information);
        Assert.Equal("Apertis.ChatResult", result.Output[^1].TypeNames[0]);
        var pieces = result.Output.SkipLast(1).ToList();
        Assert.All(pieces, piece => Assert.Equal("Apertis.ChatDelta", piece.TypeNames[0]));
        Assert.Equal("You said: a b", string.Concat(pieces.Select(piece => piece.Text("Content"))));
        Assert.Equal("Thinking about: a b", string.Concat(pieces.Select(piece => piece.Text("Reasoning"))));
        Assert.Equal(pieces.Select(piece => (TimeSpan)piece.Get("Elapsed")!).Order(), pieces.Select(piece => (TimeSpan)piece.Get("Elapsed")!));
        Assert.Equal("Thinking about: a b", result.Output[^1].Text("Reasoning"));
    }

    [Fact]
    public void Pieces_of_a_tool_call_are_typed()
    {
        var pieces = bench.Run("Invoke-ApertisChat 'use the tool' -AsDelta -Tool @{ name = 'look' }").Output.SkipLast(1).Where(piece => piece.Get("ToolCall") is not null).ToList();

        Assert.Equal("look", pieces[0].Text("ToolCall.Name"));
        Assert.Equal("{}", string.Concat(pieces.Select(piece => piece.Text("ToolCall.Arguments"))));
    }

    [Theory]
    [InlineData("stream-cut", "StreamIncomplete", ErrorCategory.ReadError)]
    [InlineData("stream-end", "StreamIncomplete", ErrorCategory.ReadError)]
    [InlineData("stream-stall", "StreamStalled", ErrorCategory.ReadError)]
    [InlineData("stream-malformed", "StreamMalformed", ErrorCategory.ProtocolError)]
    [InlineData("stream-error", "UpstreamError", ErrorCategory.ResourceUnavailable)]
    public void Broken_stream_is_an_error_that_holds_what_came(string fault, string problem, ErrorCategory category)
    {
        var uri = bench.Gateway.WithFault(fault, ("skip", "1"), ("times", "1"));

        var result = bench.Run(uri, "'x', 'a b c', 'y' | Invoke-ApertisChat -Stream -OperationTimeoutSeconds 1");

        Assert.Equal(["You said: x", "You said: y"], result.Output.Select(item => item.ToString()));
        var error = Assert.Single(result.Errors);
        error.AssertWellFormed();
        Assert.Equal((problem, category), (error.Id(), error.CategoryInfo.Category));
        Assert.Equal("Apertis.ChatResult", error.TargetObject.GetType().FullName);
        Assert.Equal(("You said:", false, 1, "a b c"), (error.TargetObject.Text("Content"), (bool)error.TargetObject.Get("IsComplete")!, (int)error.TargetObject.Get("Index")!, error.TargetObject.Text("Prompt")));
        Assert.Equal(3, bench.Gateway.RequestsTo(uri).Count);
        Assert.Contains(" said:", result.Information);
    }

    [Fact]
    public void Stream_of_which_nothing_was_shown_is_repeated()
    {
        var uri = bench.Gateway.WithFault("stream-cut", ("after", "1"), ("times", "1"), ("retry-after-ms", "1"));

        var result = bench.Run(uri, "Invoke-ApertisChat x -Stream");

        Assert.Equal(2, result.OnlyOutput().List("Attempts").Count);
        Assert.Equal(["You", " said:", " x", ""], result.Information);
    }

    [Theory]
    [InlineData("-Stream")]
    [InlineData("-AsDelta")]
    public async Task Ctrl_C_in_the_middle_ends_the_command_and_the_connection(string how)
    {
        await using var gateway = await GatewayServer.StartAsync();
        var uri = gateway.WithFault("stream-stall");
        using var stop = new CancellationTokenSource();
        var running = Task.Run(() => bench.Run(uri, $"Invoke-ApertisChat x {how}", stop.Token));
        await Wait.UntilAsync(() => gateway.RequestsTo(uri).Count == 1, "the request");
        await Task.Delay(100);

        var started = Stopwatch.GetTimestamp();
        await stop.CancelAsync();
        await running;

        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, Quickly);
        await Wait.UntilAsync(() => gateway.OpenConnections == 0, "the end of the connection");
    }

    [Fact]
    public async Task Downstream_that_has_enough_ends_the_stream_and_the_connection()
    {
        await using var gateway = await GatewayServer.StartAsync();
        var started = Stopwatch.GetTimestamp();

        var result = bench.Run(gateway.WithFault("stream-stall"), "do { Invoke-ApertisChat x -AsDelta | & { process { $_; break } } } while ($false)");

        Assert.Equal("You", result.OnlyOutput().Text("Content"));
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, Quickly);
        await Wait.UntilAsync(() => gateway.OpenConnections == 0, "the end of the connection");
    }

    [Fact]
    public void Answer_of_a_server_that_does_not_stream_is_shown_too()
    {
        const string Body = """{"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"All at once"},"finish_reason":"stop"}]}""";
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = Task.Run(async () =>
        {
            using var client = await listener.AcceptSocketAsync();
            await client.ReceiveAsync(new byte[64 * 1024]);
            await client.SendAsync(System.Text.Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Body.Length}\r\n\r\n{Body}"));
            await Task.Delay(2000);
        });

        var shown = bench.Show(new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/v1"), "Invoke-ApertisChat x -Stream -MaximumRetryCount 0 -TimeoutSec 20");

        Assert.Contains("All at once", shown, StringComparison.Ordinal);
        Assert.False(serving.IsFaulted);
    }

    [Theory]
    [InlineData("200")]
    [InlineData("401")]
    [InlineData("503")]
    public void Server_that_quotes_the_key_does_not_get_it_shown(string status)
    {
        var uri = bench.Gateway.WithFault("echo-secret", ("status", status), ("retry-after-ms", "1"));
        try
        {
            bench.Session.SetDefault("ApiKey", SecretHunt.Planted.Value);
            bench.Session.SetDefault("BaseUri", uri.ToString());
            bench.Session.AssertSecretsStay("Invoke-ApertisChat hello -Stream -MaximumRetryCount 1");
            bench.Session.AssertSecretsStay("Invoke-ApertisChat hello -AsDelta -MaximumRetryCount 0");
        }
        finally
        {
            bench.Session.SetDefault("ApiKey", GatewayKeys.Good);
        }
    }

    [Theory]
    [InlineData("stream-error", "message")]
    [InlineData("stream-cut", "header.x-request-id")]
    [InlineData("stream-malformed", "header.x-echo")]
    [InlineData("none", "header.X-Fallback-From")]
    public void Key_in_a_stream_around_the_text_is_not_shown(string fault, string setting)
    {
        var uri = bench.Gateway.WithFault(fault, (setting, $"it is {GatewayKeys.Good} in full"), ("header.X-Fallback-Used", "true"), ("header.X-Actual-Model", GatewayKeys.Good));
        bench.Session.SetDefault("BaseUri", uri.ToString());

        bench.Session.AssertSecretsStay("Invoke-ApertisChat hello -Stream -MaximumRetryCount 0");
    }
}
