using System.Management.Automation;
using Apertis.Engine;
using Apertis.Tests.Setup;

namespace Apertis.Tests.Chat;

/// <summary>What can be piped to Invoke-ApertisChat, and what comes of each item.</summary>
public sealed class ChatPipelineTests(Bench bench) : IClassFixture<Bench>
{
    [Fact]
    public void Every_piped_value_is_a_prompt_of_its_own_in_order()
    {
        var result = bench.Run("'a', 'b', 'c' | Invoke-ApertisChat");

        Assert.Empty(result.Errors);
        Assert.Equal([(0, "You said: a"), (1, "You said: b"), (2, "You said: c")], result.Output.Select(item => ((int)item.Get("Index")!, item.Text("Content")!)));
        Assert.Equal(["a", "b", "c"], result.Output.Select(item => item.Text("Prompt")));
    }

    [Theory]
    [InlineData("5", "5")]
    [InlineData("-1.5", "-1.5")]
    [InlineData("1.50d", "1.50")]
    [InlineData("1e20", "1E+20")]
    [InlineData("[long]::MaxValue", "9223372036854775807")]
    [InlineData("[datetime]'2026-03-04T05:06:07'", "03/04/2026 05:06:07")]
    [InlineData("[datetimeoffset]'2026-03-04T05:06:07+01:00'", "03/04/2026 05:06:07 +01:00")]
    [InlineData("[timespan]'01:02:03'", "01:02:03")]
    [InlineData("$true", "True")]
    [InlineData("[char]'x'", "x")]
    [InlineData("[guid]'5d1b0a5e-0b5f-4f0e-9a64-3d0f6c1f7a42'", "5d1b0a5e-0b5f-4f0e-9a64-3d0f6c1f7a42")]
    [InlineData("[uri]'https://example.com/a?b=c'", "https://example.com/a?b=c")]
    [InlineData("[version]'1.2.3'", "1.2.3")]
    [InlineData("[System.DayOfWeek]::Friday", "Friday")]
    [InlineData("[System.IO.FileAttributes]'ReadOnly, Hidden'", "ReadOnly, Hidden")]
    [InlineData("[bigint]::Pow(10, 30)", "1000000000000000000000000000000")]
    [InlineData("'@{x=1}'", "@{x=1}")]
    public void Value_binds_as_its_own_text(string value, string prompt)
    {
        Assert.Equal(prompt, bench.Run($"({value}) | Invoke-ApertisChat").OnlyOutput().Get("Prompt"));
        Assert.Equal(prompt, bench.Run($"Invoke-ApertisChat -Prompt ({value})").OnlyOutput().Get("Prompt"));
        Assert.Equal(prompt, bench.Run($"Invoke-ApertisChat ({value})").OnlyOutput().Get("Prompt"));
        Assert.Equal(prompt, bench.Run($"[pscustomobject]@{{ Prompt = {value} }} | Invoke-ApertisChat").OnlyOutput().Get("Prompt"));
    }

    [Fact]
    public void Object_binds_by_its_properties()
    {
        var uri = bench.Gateway.WithFault("none");

        var result = bench.Run(uri, "[pscustomobject]@{ Prompt = 5; Model = 'gpt-4o'; SystemMessage = 'x'; Other = 1 } | Invoke-ApertisChat").OnlyOutput();

        Assert.Equal("You said: 5", result.Get("Content"));
        Assert.Equal("""{"model":"gpt-4o","messages":[{"role":"system","content":"x"},{"role":"user","content":"5"}]}""", bench.Gateway.RequestsTo(uri)[0].Body);
    }

    [Fact]
    public void Properties_of_one_object_do_not_stick_to_the_next()
    {
        var result = bench.Run("[pscustomobject]@{ Prompt = 'a'; Model = 'gpt-4o'; SystemMessage = 's' }, [pscustomobject]@{ Prompt = 'b' }, 'c' | Invoke-ApertisChat -ErrorAction Stop");

        Assert.Equal(["gpt-4o", "gpt-4.1", "gpt-4.1"], result.Output.Select(item => item.Text("RequestedModel")));
        Assert.Equal([3, 2, 2], result.Output.Select(item => item.List("Messages").Count));
    }

    [Fact]
    public void Deserialized_objects_bind_by_their_properties()
    {
        var item = new PSObject();
        item.TypeNames.Insert(0, "Deserialized.Some.Type");
        item.Properties.Add(new PSNoteProperty("Prompt", PSObject.AsPSObject("from afar")));
        item.Properties.Add(new PSNoteProperty("Model", "gpt-4o"));
        bench.Session.SetVariable("item", item);

        var result = bench.Run("$item | Invoke-ApertisChat").OnlyOutput();

        Assert.Equal(("You said: from afar", "gpt-4o"), (result.Text("Content"), result.Text("RequestedModel")));
    }

    [Fact]
    public void Answer_alone_is_no_question_but_its_text_is()
    {
        Assert.Equal("InvalidMessage", bench.Run("'a' | Invoke-ApertisChat -Model gpt-4o | Invoke-ApertisChat").OnlyError().Id());
        Assert.Equal("You said: You said: a", bench.Run("'a' | Invoke-ApertisChat | ForEach-Object Content | Invoke-ApertisChat").OnlyOutput().Text("Content"));
    }

    [Fact]
    public void Text_with_note_properties_is_the_text()
    {
        var line = PSObject.AsPSObject("a line");
        line.Properties.Add(new PSNoteProperty("PSPath", "/tmp/file"));
        bench.Session.SetVariable("line", line);

        Assert.Equal("You said: a line", bench.Run("$line | Invoke-ApertisChat").OnlyOutput().Text("Content"));
    }

    [Theory]
    [InlineData("@{ Question = 'b' }", "hashtable")]
    [InlineData("@{ Prompt = $null }", "hashtable")]
    [InlineData(", @('b', 'c')", "everal values")]
    [InlineData(", [byte[]](1, 2)", "everal values")]
    [InlineData("[pscustomobject]@{ Question = 'b' }", "no property Prompt")]
    [InlineData("[pscustomobject]@{ Prompt = 'b', 'c' }", "prompt")]
    [InlineData("[pscustomobject]@{ Prompt = [System.Collections.Generic.List[string]]('b', 'c') }", "prompt")]
    [InlineData("[System.Threading.CancellationTokenSource]::new()", "no property Prompt")]
    [InlineData("[System.Threading.Tasks.TaskCompletionSource[int]]::new()", "no property Prompt")]
    public void Item_that_is_no_prompt_is_a_clear_error_and_the_run_goes_on(string item, string says)
    {
        var uri = bench.Gateway.WithFault("none");

        var result = bench.Run(uri, $"& {{ 'a'; {item}; 'c' }} | Invoke-ApertisChat");

        Assert.Equal(["You said: a", "You said: c"], result.Output.Select(answer => answer.ToString()));
        Assert.Equal(2, bench.Gateway.RequestsTo(uri).Count);
        var error = Assert.Single(result.Errors);
        Assert.Contains(says, error.ToString(), StringComparison.Ordinal);
        Assert.False(result.IsTerminated);
    }

    [Theory]
    [InlineData("[System.Diagnostics.Process]::GetCurrentProcess()", "Process")]
    [InlineData("[System.IO.DirectoryInfo]::new('folder')", "DirectoryInfo")]
    [InlineData("[System.IO.FileInfo]::new('file.txt')", "FileInfo")]
    [InlineData("Get-ApertisModel gpt-4o", "a model has no property Prompt")]
    [InlineData("Test-ApertisKey", "KeyStatus")]
    public void Object_piped_by_mistake_is_InvalidMessage_and_not_asked(string source, string says)
    {
        var uri = bench.Gateway.WithFault("none");

        var error = bench.Run(uri, $"{source} | Invoke-ApertisChat").OnlyError();

        Assert.Equal("InvalidMessage", error.Id());
        error.AssertWellFormed();
        Assert.Contains(says, error.ErrorDetails.Message, StringComparison.Ordinal);
        Assert.Contains(says.StartsWith("a model", StringComparison.Ordinal) ? "Say what it is to answer" : "property Prompt", Assert.Single(error.ErrorDetails.RecommendedAction.Split('\n')), StringComparison.Ordinal);
        Assert.DoesNotContain(bench.Gateway.RequestsTo(uri), request => request.Method == "POST");
    }

    [Theory]
    [InlineData("Get-ApertisModel gpt-4o")]
    [InlineData("[System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize((Get-ApertisModel gpt-4o)))")]
    public void Model_that_is_piped_in_answers_a_conversation(string source)
    {
        var answer = bench.Run($"{source} | Invoke-ApertisChat -Message @{{ role = 'user'; content = 'hi' }}").OnlyOutput();

        Assert.Equal(("gpt-4o", "You said: hi", null), (answer.Text("RequestedModel"), answer.Text("Content"), answer.Text("Prompt")));
    }

    [Theory]
    [InlineData("[System.IO.FileInfo]::new('file.txt')")]
    [InlineData("12")]
    [InlineData("@{ x = 1 }")]
    [InlineData("[pscustomobject]@{ x = 1 }")]
    [InlineData("[pscustomobject]@{ Prompt = 'x' }")]
    public void Anything_piped_in_beside_a_prompt_is_an_error_that_says_how_to_give_it(string source)
    {
        var error = bench.Run($"{source} | Invoke-ApertisChat 'explain'").OnlyError();

        Assert.Equal("InvalidMessage", error.Id());
        Assert.Contains("-SystemMessage", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_piped_in_beside_a_prompt_is_an_error_each_that_says_how_to_give_both()
    {
        var uri = bench.Gateway.WithFault("none");

        var errors = bench.Run(uri, "'a', 'b' | Invoke-ApertisChat 'explain'").Errors;

        Assert.Equal(["Input 0: ", "Input 1: "], errors.Select(error => error.ErrorDetails.Message[..9]));
        Assert.All(errors, error => Assert.Equal("InvalidMessage", error.Id()));
        Assert.All(errors, error => error.AssertWellFormed());
        Assert.All(errors, error => Assert.Contains("-SystemMessage", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal));
        Assert.Empty(bench.Gateway.RequestsTo(uri));
        Assert.Equal(["a", "b"], bench.Run(uri, "'a', 'b' | Invoke-ApertisChat -SystemMessage 'explain'").Output.Select(answer => answer.Text("Prompt")));
    }

    [Theory]
    [InlineData("'x', 'y' | Invoke-ApertisChat -Prompt { \"Sum: $_\" }")]
    [InlineData("[pscustomobject]@{ Question = 'x' }, [pscustomobject]@{ Question = 'y' } | Invoke-ApertisChat -Prompt { \"Sum: $($_.Question)\" }")]
    [InlineData("'x', 'y' | Invoke-ApertisChat -Prompt { \"Sum: $_\" } -Message @{ role = 'user'; content = 'hi' }")]
    public void Script_block_makes_the_prompt_of_each_item(string command) =>
        Assert.Equal(["Sum: x", "Sum: y"], bench.Run(command).Output.Select(answer => answer.Text("Prompt")));

    [Fact]
    public void Prompts_that_are_piped_in_go_on_with_a_result_from_the_command_line()
    {
        var answers = bench.Run("$r = Invoke-ApertisChat one; 'two', 'three' | Invoke-ApertisChat -InputObject $r").Output;

        Assert.Equal(["two", "three"], answers.Select(answer => answer.List("Messages")[2].Text("Content")));
    }

    [Fact]
    public void Item_that_is_no_result_does_not_keep_the_others_from_going_on()
    {
        var result = bench.Run("$r = Invoke-ApertisChat one; $r, 12, $r | Invoke-ApertisChat 'and then?' -ThrottleLimit 4");

        Assert.Equal(["You said: and then?", "You said: and then?"], result.Output.Select(answer => answer.Text("Content")));
        Assert.StartsWith("Input 1: ", Assert.Single(result.Errors).ErrorDetails.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Piped_model_answers_a_prompt_that_is_given()
    {
        var result = bench.Run("Get-ApertisModel gpt-4o | Invoke-ApertisChat -Prompt hello").OnlyOutput();

        Assert.Equal(("hello", "gpt-4o"), (result.Text("Prompt"), result.Text("RequestedModel")));
    }

    [Fact]
    public void Item_that_is_no_prompt_keeps_its_place_in_the_count()
    {
        var result = bench.Run("& { 'a'; @{ x = 1 }; [pscustomobject]@{ y = 2 }; , @('b', 'c'); 'e' } | Invoke-ApertisChat");

        Assert.Equal([("a", 0), ("e", 4)], result.Output.Select(answer => (answer.Text("Prompt")!, (int)answer.Get("Index")!)));
    }

    [Fact]
    public void Hashtable_is_taken_whole_or_not_at_all()
    {
        var result = bench.Run("@{ Prompt = 'b'; Model = 'gpt-4o'; SystemMessage = 's' } | Invoke-ApertisChat");

        if (result.Output.Count > 0)
        {
            Assert.Equal(("gpt-4o", 3), (result.OnlyOutput().Text("RequestedModel"), result.Output[0].List("Messages").Count));
        }
        else
        {
            Assert.Equal("InvalidMessage", result.OnlyError().Id());
        }
    }

    [Theory]
    [InlineData("@{ Question = 'b' }")]
    [InlineData("@('a', 'b')")]
    public void Argument_that_is_no_prompt_is_refused(string argument)
    {
        var uri = bench.Gateway.WithFault("none");

        var id = bench.Run(uri, Reading.Catching($"Invoke-ApertisChat {argument}")).OnlyError().Id();

        Assert.Contains(id, (string[])["ParameterArgumentTransformationError", "InvalidMessage"]);
        Assert.Empty(bench.Gateway.RequestsTo(uri));
    }

    [Fact]
    public void Blank_items_are_one_InvalidMessage_each_in_their_place()
    {
        var uri = bench.Gateway.WithFault("none");

        var result = bench.Run(uri, "'a', '', 'c', \" `t`n\", $null, 'f', [pscustomobject]@{ Prompt = '' }, [pscustomobject]@{ Prompt = $null } | Invoke-ApertisChat -ErrorAction Continue");

        Assert.False(result.IsTerminated);
        Assert.Equal([("a", 0), ("c", 2), ("f", 5)], result.Output.Select(answer => (answer.Text("Prompt")!, (int)answer.Get("Index")!)));
        Assert.Equal([1, 3, 4, 6, 7], result.Errors.Select(error => (int)error.TargetObject.Get("Index")!));
        Assert.All(result.Errors, error =>
        {
            Assert.Equal("InvalidMessage", error.Id());
            error.AssertWellFormed();
            Assert.Equal(ErrorCategory.InvalidArgument, error.CategoryInfo.Category);
            Assert.Equal("Request", error.Exception.Text("Category"));
            Assert.Empty(error.Exception.List("Attempts"));
        });
        Assert.Equal(" \t\n", result.Errors[1].TargetObject.Get("Prompt"));
        Assert.Equal(3, bench.Gateway.RequestsTo(uri).Count);
    }

    [Fact]
    public void Errors_come_between_the_results_that_they_are_between()
    {
        var result = bench.Run("'a', '', 'c' | Invoke-ApertisChat 2>&1");

        Assert.Equal(["ChatResult", "ErrorRecord", "ChatResult"], result.Output.Select(item => item.BaseObject.GetType().Name));
    }

    [Theory]
    [InlineData("Invoke-ApertisChat ''")]
    [InlineData("Invoke-ApertisChat -Prompt $null")]
    [InlineData("Invoke-ApertisChat '   '")]
    [InlineData("$null | Invoke-ApertisChat")]
    public void Blank_prompt_is_InvalidMessage(string command)
    {
        var error = bench.Run(command).OnlyError();

        Assert.Equal("InvalidMessage", error.Id());
        Assert.Equal(0, error.TargetObject.Get("Index"));
    }

    [Fact]
    public void Nothing_piped_is_nothing_asked()
    {
        var result = bench.Run("@() | Invoke-ApertisChat");

        Assert.Empty(result.Output);
        Assert.Empty(result.Errors);
    }

    [Fact]
    public void One_bad_item_does_not_end_the_run()
    {
        var uri = bench.Gateway.WithFault("invalid_request", ("skip", "1"), ("times", "1"));

        var result = bench.Run(uri, Reading.Catching("'a', 'b', 'c' | Invoke-ApertisChat"));

        Assert.False(result.IsTerminated);
        Assert.Equal(["a", "c"], result.Output.Select(answer => answer.Text("Prompt")));
        var error = Assert.Single(result.Errors);
        Assert.Equal((1, "b"), (error.TargetObject.Get("Index"), error.TargetObject.Get("Prompt")));
    }

    [Fact]
    public void Models_can_be_piped_and_each_is_asked()
    {
        var result = bench.Run("Get-ApertisModel gpt-4o* | Invoke-ApertisChat hi -ErrorAction SilentlyContinue");

        Assert.Contains("gpt-4o", result.Output.Select(answer => answer.Text("RequestedModel")));
        Assert.True(result.Output.Count >= 5);
        Assert.All(result.Output, answer => Assert.StartsWith("gpt-4o", answer.Text("Model"), StringComparison.Ordinal));
        Assert.All(result.Output, answer => Assert.Equal("You said: hi", answer.Text("Content")));
        Assert.Equal(Enumerable.Range(0, result.Output.Count), result.Output.Select(answer => (int)answer.Get("Index")!));
    }

    [Fact]
    public void ErrorAction_Stop_ends_the_run_at_the_first_error()
    {
        var uri = bench.Gateway.WithFault("invalid_request", ("skip", "1"));

        var result = bench.Run(uri, "'a', 'b', 'c' | Invoke-ApertisChat -ErrorAction Stop");

        Assert.True(result.IsTerminated);
        Assert.Equal("InvalidRequest", Assert.Single(result.Errors).Id());
        Assert.Equal("a", Assert.Single(result.Output).Text("Prompt"));
        Assert.Equal(2, bench.Gateway.RequestsTo(uri).Count);
    }

    [Fact]
    public void Script_can_branch_on_the_id_in_a_catch()
    {
        var uri = bench.Gateway.WithFault("quota_exceeded");

        var result = bench.Run(uri, """
            try { Invoke-ApertisChat hi -ErrorAction Stop }
            catch [Apertis.ApertisException] { "$($_.Exception.Problem) $($_.Exception.Category) $($_.Exception.StatusCode)" }
            """);

        Assert.Equal("QuotaExceeded Billing 402", result.OnlyOutput().ToString());
    }

    [Fact]
    public void ErrorVariable_holds_the_errors_and_silence_is_kept()
    {
        var result = bench.Run("'a', '', 'c' | Invoke-ApertisChat -ErrorVariable problems -ErrorAction SilentlyContinue | Out-Null; $problems.Count; $problems[0].FullyQualifiedErrorId");

        Assert.Empty(result.Errors);
        Assert.Equal(["1", "InvalidMessage,Apertis.Commands.InvokeApertisChatCommand"], result.Output.Select(item => item.ToString()));
    }

    [Fact]
    public void Default_parameter_values_are_used()
    {
        using var session = new EngineSession();
        session.SetDefault("BaseUri", bench.Gateway.BaseUri.ToString());
        session.SetDefault("ApiKey", Gateway.GatewayKeys.Good);
        session.Run("$PSDefaultParameterValues['Invoke-ApertisChat:Model'] = 'gpt-4o'; $PSDefaultParameterValues['Invoke-ApertisChat:SystemMessage'] = 's'");

        var result = session.Run("Invoke-ApertisChat hello").OnlyOutput();

        Assert.Equal("gpt-4o", result.Get("RequestedModel"));
        Assert.Equal(3, result.List("Messages").Count);
    }

    [Fact]
    public void Pipeline_that_is_stopped_downstream_asks_no_more()
    {
        var uri = bench.Gateway.WithFault("none");

        var result = bench.Run(uri, "foreach ($once in 1) { 1..50 | Invoke-ApertisChat | ForEach-Object { $_.Prompt; break } }");

        Assert.Equal("1", result.OnlyOutput().ToString());
        Assert.Single(bench.Gateway.RequestsTo(uri));
    }

    [Fact]
    public void Key_can_be_text_SecureString_or_credential()
    {
        var secret = new System.Net.NetworkCredential("x", Gateway.GatewayKeys.Good).SecurePassword;
        bench.Session.SetVariable("secure", secret);
        bench.Session.SetVariable("credential", new PSCredential("x", secret));
        bench.Session.SetVariable("text", Gateway.GatewayKeys.Good);

        foreach (var variable in new[] { "$secure", "$credential", "$text", "\" Bearer $text \"", "([Apertis.ApiKey]::new($text))" })
        {
            Assert.Equal("You said: hi", bench.Run($"Invoke-ApertisChat hi -ApiKey {variable}").OnlyOutput().ToString());
        }

        Assert.Equal("ParameterArgumentTransformationError", bench.Run("Invoke-ApertisChat hi -ApiKey 5").OnlyError().Id());
    }
}
