using System.Management.Automation;
using System.Text.Json;
using Apertis.Tests.Setup;

namespace Apertis.Tests.Chat;

/// <summary>Conversations, images, formats, tools and the gateway's own features, from the shell.</summary>
public sealed class ConversationTests(Bench bench) : IClassFixture<Bench>, IDisposable
{
    private static readonly byte[] Png = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("apertis-");

    public static TheoryData<string> Messages =>
    [
        "@{ role = 'system'; content = 'S' }, @{ role = 'user'; content = 'U' }, @{ role = 'assistant'; content = 'A' }",
        "@{ Role = 'System'; Content = 'S' }, @{ ROLE = ' user '; Content = 'U' }, @{ role = 'ASSISTANT'; content = 'A' }",
        "[Apertis.ChatMessage]::new('system', 'S'), [Apertis.ChatMessage]@{ Role = 'user'; Content = 'U' }, [pscustomobject]@{ role = 'assistant'; content = 'A' }",
        "[ordered]@{ role = 'system'; content = 'S' }, ([System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize([pscustomobject]@{ role = 'user'; content = 'U' }))), @{ role = 'assistant'; content = 'A' }",
    ];

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("")]
    [InlineData("-Stream")]
    public void Result_that_is_piped_in_is_continued(string how)
    {
        var uri = bench.Gateway.WithFault("none");

        var result = bench.Run(uri, $"$r = Invoke-ApertisChat 'one' -Model gpt-4o {how} 6>$null; $r | Invoke-ApertisChat 'and two?' {how} 6>$null | Invoke-ApertisChat -Prompt 'three'").OnlyOutput();

        Assert.Equal("You said: three", result.Text("Content"));
        Assert.Equal(["one", "You said: one", "and two?", "You said: and two?", "three", "You said: three"], result.List("Messages").Select(message => message.Text("Content")));
        Assert.Equal("""[{"role":"user","content":"one"},{"role":"assistant","content":"You said: one"},{"role":"user","content":"and two?"},{"role":"assistant","content":"You said: and two?"},{"role":"user","content":"three"}]""", Body(uri, 2).GetProperty("messages").GetRawText());
        Assert.Equal("gpt-4o", Body(uri, 2).GetProperty("model").GetString());
    }

    [Fact]
    public void Conversation_goes_on_with_the_model_that_was_asked_for()
    {
        var uri = bench.Gateway.WithFault("none");

        var result = bench.Run(uri, "$r = Invoke-ApertisChat 'one' -Model overloaded-model -FallbackModel gpt-4o; $r; $r | Invoke-ApertisChat 'two' -FallbackModel o3; $r | Invoke-ApertisChat 'three' -Model gpt-4.1");

        Assert.Empty(result.Errors);
        Assert.Equal(["gpt-4o", "o3", "gpt-4.1"], result.Output.Select(item => item.Text("Model")));
        Assert.Equal(["overloaded-model", "overloaded-model", "gpt-4.1"], result.Output.Select(item => item.Text("RequestedModel")));
        Assert.Equal(("True", "overloaded-model", "gpt-4o", "model_overloaded"), (result.Output[0].Text("Fallback.Used"), result.Output[0].Text("Fallback.From"), result.Output[0].Text("Fallback.Model"), result.Output[0].Text("Fallback.Reason")));
    }

    [Theory]
    [InlineData("Invoke-ApertisChat 'use the tool' -Model gpt-4o -Tool @{ name = 'look' }", 0)]
    [InlineData("Invoke-ApertisChat 'one' -Model gpt-4o", 0)]
    [InlineData("Invoke-ApertisChat 'one' -Model gpt-4o -Stream 6>$null", 4)]
    public void Result_that_was_saved_and_read_back_is_continued(string first, int depth)
    {
        var uri = bench.Gateway.WithFault("none");
        var write = depth == 0 ? "[System.Management.Automation.PSSerializer]::Serialize($r)" : $"[System.Management.Automation.PSSerializer]::Serialize($r, {depth})";

        var result = bench.Run(uri, $"$r = {first}; $back = [System.Management.Automation.PSSerializer]::Deserialize({write}); $back | Invoke-ApertisChat 'two'").OnlyOutput();

        Assert.Equal(("You said: two", "gpt-4o"), (result.Text("Content"), result.Text("RequestedModel")));
        Assert.Equal(["user", "assistant", "user", "assistant"], result.List("Messages").Select(message => message.Text("Role")));
    }

    [Fact]
    public void Result_without_a_prompt_is_not_asked_again()
    {
        var uri = bench.Gateway.WithFault("none");

        var error = bench.Run(uri, "$r = Invoke-ApertisChat one; $r | Invoke-ApertisChat").OnlyError();

        Assert.Equal("InvalidMessage", error.Id());
        error.AssertWellFormed();
        Assert.Contains("and then?", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Single(bench.Gateway.RequestsTo(uri));
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void Messages_of_every_form_are_sent(string messages)
    {
        var uri = bench.Gateway.WithFault("none");

        bench.Run(uri, $"Invoke-ApertisChat -Message ({messages}) 'go on'").OnlyOutput();

        Assert.Equal("""[{"role":"system","content":"S"},{"role":"user","content":"U"},{"role":"assistant","content":"A"},{"role":"user","content":"go on"}]""", Body(uri).GetProperty("messages").GetRawText());
    }

    [Fact]
    public void Messages_may_be_earlier_results_and_need_no_prompt()
    {
        var uri = bench.Gateway.WithFault("none");

        var result = bench.Run(uri, "$r = Invoke-ApertisChat one; Invoke-ApertisChat -Message $r, @{ role = 'user'; content = 'two' }").OnlyOutput();

        Assert.Equal("You said: two", result.Text("Content"));
        Assert.Equal(3, Body(uri, 1).GetProperty("messages").GetArrayLength());
    }

    [Theory]
    [InlineData("@{ role = 'robot'; content = 'x' }", "'robot'", "one of the roles system, developer, user")]
    [InlineData("@{ content = 'x' }", "no role", "one of the roles system, developer, user")]
    [InlineData("@{ role = 'user' }", "no content", "at least one message")]
    [InlineData("@{ role = 'user'; content = ' ' }", "no content", "at least one message")]
    [InlineData("'text'", "message 0 (counted from 0) is no message", "as a hashtable such as @{ role = 'user'")]
    [InlineData("5", "message 0 (counted from 0) is no message", "as a hashtable such as @{ role = 'user'")]
    [InlineData("@()", "no messages", "at least one message")]
    public void Message_that_is_none_is_refused_without_a_request(string message, string said, string advised)
    {
        var uri = bench.Gateway.WithFault("none");

        var error = Assert.Single(bench.Run(uri, Reading.Catching($"Invoke-ApertisChat -Message {message}")).Errors);

        Assert.Equal("InvalidMessage", error.Id());
        error.AssertWellFormed();
        Assert.Contains(said, error.ToString(), StringComparison.Ordinal);
        Assert.Contains(advised, Assert.Single(error.ErrorDetails.RecommendedAction.Split('\n')), StringComparison.Ordinal);
        Assert.Empty(bench.Gateway.RequestsTo(uri));
    }

    [Fact]
    public void Images_of_every_kind_go_with_the_prompt()
    {
        var uri = bench.Gateway.WithFault("none");
        var files = ((string Name, byte[] Bytes, string Type)[])
        [
            ("a.dat", Png, "image/png"),
            ("b.txt", [0xFF, 0xD8, 0xFF, 0xE0], "image/jpeg"),
            ("c.gif", [.. "GIF89a"u8], "image/gif"),
            ("[d].webp", [.. "RIFF"u8, 0, 0, 0, 0, .. "WEBP"u8], "image/webp"),
        ];
        foreach (var file in files)
        {
            File.WriteAllBytes(Path.Combine(_folder.FullName, file.Name), file.Bytes);
        }

        bench.Session.SetVariable("folder", _folder.FullName);
        var result = bench.Run(uri, "$path = $ExecutionContext.SessionState.Path; $old = $path.CurrentLocation.Path; $null = $path.SetLocation($folder); try { Invoke-ApertisChat 'what?' -Image a.dat, b.txt, ./c.gif, \"$folder/[d].webp\", https://example.com/x.png } finally { $null = $path.SetLocation($old) }").OnlyOutput();

        Assert.Equal("You said: what? [images: 5]", result.Text("Content"));
        var parts = Body(uri).GetProperty("messages")[0].GetProperty("content").EnumerateArray().Skip(1).Select(part => part.GetProperty("image_url").GetProperty("url").GetString());
        Assert.Equal([.. files.Select(file => $"data:{file.Type};base64,{Convert.ToBase64String(file.Bytes)}"), "https://example.com/x.png"], parts);
    }

    [Theory]
    [InlineData("text.png", "not PNG, JPEG, WebP or GIF", "Use a PNG")]
    [InlineData("empty.png", "not PNG, JPEG, WebP or GIF", "Use a PNG")]
    [InlineData("large.png", "20 MB", "Use a PNG")]
    [InlineData("missing.png", "there is no such file", "Check that ")]
    [InlineData(".", "read", "Check that ")]
    [InlineData("ftp://example.com/x.png", "ftp", "Use a PNG")]
    public void Image_that_can_not_be_sent_is_refused_without_a_request(string name, string said, string advised)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "text.png"), "no image");
        File.WriteAllBytes(Path.Combine(_folder.FullName, "empty.png"), []);
        using (var large = File.Create(Path.Combine(_folder.FullName, "large.png")))
        {
            large.Write(Png);
            large.SetLength((20 * 1024 * 1024) + 1);
        }

        var uri = bench.Gateway.WithFault("none");
        bench.Session.SetVariable("image", name.Contains("://", StringComparison.Ordinal) ? name : Path.Combine(_folder.FullName, name));

        var error = bench.Run(uri, Reading.Catching("'what?', 'and this?' | Invoke-ApertisChat -Image $image")).OnlyError();

        Assert.Equal(("InvalidImage", ErrorCategory.InvalidArgument), (error.Id(), error.CategoryInfo.Category));
        error.AssertWellFormed();
        Assert.Contains(said, error.ToString(), StringComparison.Ordinal);
        Assert.StartsWith(advised, error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(bench.Gateway.RequestsTo(uri));
    }

    [Theory]
    [InlineData("json", "said")]
    [InlineData("@{ type = 'object'; properties = @{ answer = @{ type = 'string' } }; required = @('answer') }", "answer")]
    [InlineData("'{\"type\":\"object\",\"properties\":{\"answer\":{\"type\":\"string\"}}}'", "answer")]
    [InlineData("[pscustomobject]@{ type = 'object'; properties = [pscustomobject]@{ answer = @{ type = 'string' } } }", "answer")]
    [InlineData("$file", "answer")]
    public void Asked_for_JSON_becomes_an_object(string format, string property)
    {
        var file = Path.Combine(_folder.FullName, "schema.json");
        File.WriteAllText(file, """{"type":"object","properties":{"answer":{"type":"string"}}}""");
        bench.Session.SetVariable("file", file);

        foreach (var how in (string[])["", "-Stream"])
        {
            var result = bench.Run($"Invoke-ApertisChat x -ResponseFormat ({(format == "json" ? "'json'" : format)}) {how}").OnlyOutput();

            Assert.IsType<string>(result.Get($"Object.{property}"));
            Assert.StartsWith("{", result.Text("Content"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Text_format_has_no_object() => Assert.Null(bench.Run("Invoke-ApertisChat x -ResponseFormat text").OnlyOutput().Get("Object"));

    [Theory]
    [InlineData("no JSON")]
    [InlineData("{\"half\":")]
    [InlineData("```json\n{}\n```")]
    [InlineData("")]
    [InlineData("{\"\":1}")]
    [InlineData("{\"a\":\"\\ud83d\"}")]
    public void Answer_that_is_not_the_JSON_asked_for_keeps_its_text(string content)
    {
        var uri = bench.Gateway.WithFault("content", ("text", content));

        foreach (var how in (string[])["", "-Stream", "-AsDelta"])
        {
            var result = bench.Run(uri, Reading.Catching($"Invoke-ApertisChat 'a prompt' -ResponseFormat json {how}"));
            if (result.Errors.Count == 0)
            {
                // It could be read after all.
                Assert.Equal(content, result.Output[^1].Text("Content"));
                Assert.NotNull(result.Output[^1].Get("Object"));
                continue;
            }

            var error = Assert.Single(result.Errors);
            error.AssertWellFormed();
            Assert.Equal(("ResponseFormatMismatch", ErrorCategory.InvalidData), (error.Id(), error.CategoryInfo.Category));
            Assert.Equal(content, error.TargetObject.Text("Content"));
            Assert.Equal("a prompt", error.TargetObject.Text("Prompt"));
        }
    }

    [Theory]
    [InlineData("-ResponseFormat no-such-file.json")]
    [InlineData("-ResponseFormat '{ not json'")]
    [InlineData("-ResponseFormat 5")]
    [InlineData("-Tool @{ description = 'nameless' }")]
    [InlineData("-Tool '{ not json'")]
    [InlineData("-Count 0")]
    [InlineData("-Count 129")]
    [InlineData("-FallbackModel a, b, c, d, e, f")]
    [InlineData("-FallbackTimeoutSec 4")]
    [InlineData("-Compression 5")]
    [InlineData("-OperationTimeoutSeconds 0")]
    public void Option_that_makes_no_sense_ends_the_command_without_a_request(string option)
    {
        var uri = bench.Gateway.WithFault("none");

        var result = bench.Run(uri, Reading.Catching($"Invoke-ApertisChat x {option}"));

        Assert.True(result.IsTerminated);
        Assert.Single(result.Errors);
        Assert.Empty(bench.Gateway.RequestsTo(uri));
    }

    [Theory]
    [InlineData("@{ name = 'look'; description = 'd'; parameters = @{ type = 'object' } }")]
    [InlineData("@{ type = 'function'; function = @{ name = 'look' } }")]
    [InlineData("[pscustomobject]@{ name = 'look' }")]
    [InlineData("'{\"name\":\"look\"}'")]
    [InlineData("'[{\"type\":\"function\",\"function\":{\"name\":\"look\"}}]'")]
    public void Tool_calls_come_back_typed(string tool)
    {
        foreach (var how in (string[])["", "-Stream"])
        {
            var result = bench.Run($"Invoke-ApertisChat 'use the tool' -Tool ({tool}) {how}").OnlyOutput();

            var call = Assert.Single(result.List("ToolCalls"));
            Assert.Equal("Apertis.ChatToolCall", call.GetType().FullName);
            Assert.Equal(("look", "{}", "tool_calls"), (call.Text("Name"), call.Text("Arguments"), result.Text("FinishReason")));
        }
    }

    [Fact]
    public void Tool_is_answered_in_a_message()
    {
        var uri = bench.Gateway.WithFault("none");

        var result = bench.Run(uri, "$r = Invoke-ApertisChat 'use the tool' -Tool @{ name = 'look' }; Invoke-ApertisChat -Message $r, @{ role = 'tool'; tool_call_id = $r.ToolCalls[0].Id; content = 'found' }");

        Assert.Empty(result.Errors);
        var sent = Body(uri, 1).GetProperty("messages");
        Assert.Equal(sent[1].GetProperty("tool_calls")[0].GetProperty("id").GetString(), sent[2].GetProperty("tool_call_id").GetString());
    }

    [Fact]
    public void Several_answers_are_choices()
    {
        var result = bench.Run("Invoke-ApertisChat x -Count 3").OnlyOutput();

        Assert.Equal(["You said: x", "You said: x (choice 2)", "You said: x (choice 3)"], result.List("Choices").Select(choice => choice.ToString()));
    }

    [Fact]
    public void Only_the_first_of_several_answers_is_shown()
    {
        var result = bench.Run("Invoke-ApertisChat x -Count 2 -Stream");

        Assert.Equal(["You", " said:", " x", ""], result.Information);
        Assert.Equal(2, result.OnlyOutput().List("Choices").Count);
    }

    [Fact]
    public void Web_sources_are_typed_and_free_models_do_not_search()
    {
        var uri = bench.Gateway.WithFault("none");

        var source = bench.Run("Invoke-ApertisChat x -WebSearch").OnlyOutput().List("WebSources")[0];
        var error = bench.Run(uri, "Invoke-ApertisChat x -WebSearch -Model google/gemma-3-4b-it:free").OnlyError();

        Assert.Equal(("Example source 1", "https://example.com/source/1"), (source.Text("Title"), source.Text("Url")));
        Assert.Equal("InvalidParameter", error.Id());
        error.AssertWellFormed();
        Assert.Empty(bench.Gateway.RequestsTo(uri));
    }

    [Fact]
    public void Options_reach_the_API()
    {
        var uri = bench.Gateway.WithFault("none");

        bench.Run(uri, "Invoke-ApertisChat x -Stop a, b -Seed 5 -ReasoningEffort low -Count 2 -FallbackModel o3 -FallbackTimeoutSec 7.5 -Compression Conservative -AdditionalProperty @{ user = 'me'; seed = 9; nested = @{ list = 1, 2; flag = $true; none = $null } }").OnlyOutput();

        var body = Body(uri);
        Assert.Equal("[\"a\",\"b\"]", body.GetProperty("stop").GetRawText());
        Assert.Equal(9, body.GetProperty("seed").GetInt32());
        Assert.Equal("low", body.GetProperty("reasoning_effort").GetString());
        Assert.Equal((2, 7500), (body.GetProperty("n").GetInt32(), body.GetProperty("fallback_timeout").GetInt32()));
        Assert.Equal("{\"enabled\":true,\"strategy\":\"conservative\"}", body.GetProperty("compression").GetRawText());
        Assert.Equal("me", body.GetProperty("user").GetString());
        Assert.Equal("[1,2]", body.GetProperty("nested").GetProperty("list").GetRawText());
        Assert.Equal((JsonValueKind.True, JsonValueKind.Null), (body.GetProperty("nested").GetProperty("flag").ValueKind, body.GetProperty("nested").GetProperty("none").ValueKind));
    }

    [Fact]
    public void Latency_of_the_gateway_is_in_the_usage() =>
        Assert.Equal(TimeSpan.FromMilliseconds(400), bench.Run("Invoke-ApertisChat x -Stream").OnlyOutput().Get("Usage.Latency.Total"));

    private JsonElement Body(Uri uri, int number = 0) => JsonDocument.Parse(bench.Gateway.RequestsTo(uri)[number].Body).RootElement;
}
