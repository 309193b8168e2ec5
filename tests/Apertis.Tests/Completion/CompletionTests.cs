using System.Management.Automation;
using Apertis.Gateway;
using Apertis.Tests.Setup;

namespace Apertis.Tests.Completion;

/// <summary>What the Tab key offers. A key press waits for nobody, so that the first one may find nothing yet.</summary>
[Collection(SerialCollection.Name)]
public sealed class CompletionTests(Bench bench) : IClassFixture<Bench>
{
    [Theory]
    [InlineData("Invoke-ApertisChat hi -Model gpt-4.1-mini-", "gpt-4.1-mini-2025-04-14")]
    [InlineData("Invoke-ApertisChat hi -Model GPT-4.1-MINI-", "gpt-4.1-mini-2025-04-14")]
    [InlineData("Invoke-ApertisChat hi -Model 'gpt-4.1-mini-", "'gpt-4.1-mini-2025-04-14'")]
    [InlineData("Invoke-ApertisChat hi -Model \"gpt-4.1-mini-", "\"gpt-4.1-mini-2025-04-14\"")]
    [InlineData("Invoke-ApertisChat hi -FallbackModel gpt-4o,gpt-4.1-mini-", "gpt-4.1-mini-2025-04-14")]
    [InlineData("Get-ApertisModel gpt-4.1-mini-", "gpt-4.1-mini-2025-04-14")]
    [InlineData("Get-ApertisModel *4.1-mini-*", "gpt-4.1-mini-2025-04-14")]
    [InlineData("Get-ApertisModel 1-mini-2", "gpt-4.1-mini-2025-04-14")]
    [InlineData("Test-ApertisKey -Model gpt-4.1-mini-", "gpt-4.1-mini-2025-04-14")]
    [InlineData("Get-ApertisModel -Owner opena", "openai")]
    [InlineData("Invoke-ApertisChat hi -ResponseFormat j", "json")]
    [InlineData("Invoke-ApertisChat hi -ReasoningEffort m", "minimal medium")]
    [InlineData("Invoke-ApertisChat hi -Compression c", "conservative")]
    public async Task A_value_is_completed(string line, string values)
    {
        using var state = new ProcessState().With("APERTIS_BASE_URL", bench.Gateway.WithFault("none").ToString()).With("APERTIS_API_KEY", GatewayKeys.Good);

        var found = await CompleteAsync(line);

        Assert.Equal(values.Split(' '), found.Select(result => result.CompletionText));
    }

    [Fact]
    public async Task A_model_shows_owner_context_and_price()
    {
        using var state = new ProcessState().With("APERTIS_BASE_URL", bench.Gateway.WithFault("none").ToString()).With("APERTIS_API_KEY", GatewayKeys.Good);

        var found = await CompleteAsync("Get-ApertisModel gpt-4.1-mini");

        Assert.Equal("gpt-4.1-mini · openai · context 1,048,576 tokens · 3.20 USD in, 12.80 USD out per million tokens", found[0].ToolTip);
    }

    [Fact]
    public async Task One_request_serves_every_key_press_and_the_next_session()
    {
        var uri = bench.Gateway.WithFault("none");
        using var state = new ProcessState().With("APERTIS_BASE_URL", uri.ToString());

        await CompleteAsync("Get-ApertisModel gpt-4o");
        await CompleteAsync("Get-ApertisModel gpt-4");

        Assert.Single(bench.Gateway.RequestsTo(uri));
        Assert.Contains(Directory.GetFiles(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "*.json", SearchOption.AllDirectories), file => File.ReadAllText(file).Contains(new Uri(uri.ToString()).AbsolutePath, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Get-ApertisModel -BaseUri '{0}' gpt-4.1-mini", null)]
    [InlineData("Get-ApertisModel gpt-4.1-mini", "*-Apertis*:BaseUri")]
    public async Task A_base_that_is_typed_or_a_default_of_the_session_is_asked_and_gets_no_key(string line, string? defaultOf)
    {
        var uri = bench.Gateway.WithFault("none");
        using var state = new ProcessState().With("APERTIS_BASE_URL", "http://127.0.0.1:9").With("APERTIS_API_KEY", GatewayKeys.Good);

        var found = await CompleteAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, line, uri), defaultOf is null ? string.Empty : $"$PSDefaultParameterValues = @{{ '{defaultOf}' = '{uri}' }}; ");

        Assert.Equal("gpt-4.1-mini", found[0].CompletionText);
        Assert.All(bench.Gateway.RequestsTo(uri), request => Assert.DoesNotContain("Authorization", request.Headers.Keys));
    }

    [Theory]
    [InlineData("http://127.0.0.1:9")]
    [InlineData("not a uri")]
    [InlineData("")]
    public void Offline_it_is_silent(string baseUri)
    {
        using var state = new ProcessState().With("APERTIS_BASE_URL", bench.Gateway.WithFault("hang").ToString());

        var result = bench.Session.Run(Script($"Get-ApertisModel -BaseUri '{baseUri}' gpt-no-such-file", "$PSDefaultParameterValues = @{}; "));

        Assert.Empty(result.Errors);
        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData("hang")]
    [InlineData("not-json")]
    [InlineData("internal_error")]
    [InlineData("invalid_api_key")]
    public void A_server_that_does_not_tell_is_no_error(string fault)
    {
        using var state = new ProcessState().With("APERTIS_BASE_URL", bench.Gateway.WithFault(fault).ToString()).With("APERTIS_API_KEY", GatewayKeys.Good);

        var result = bench.Session.Run(Script("Get-ApertisModel gpt-no-such-file", "$PSDefaultParameterValues = @{}; "));

        Assert.Empty(result.Errors);
        Assert.Empty(result.Output);
    }

    private async Task<List<CompletionResult>> CompleteAsync(string line, string before = "$PSDefaultParameterValues = @{}; ")
    {
        List<CompletionResult> found = [];
        await Wait.UntilAsync(
            () =>
            {
                var result = bench.Session.Run(Script(line, before));
                Assert.Empty(result.Errors);
                found = [.. result.Output.Select(item => (CompletionResult)item.BaseObject)];
                return found.Count > 0;
            },
            $"completions of {line}");
        return found;
    }

    private static string Script(string line, string before)
    {
        var quoted = line.Replace("'", "''", StringComparison.Ordinal);
        return $"{before}[System.Management.Automation.CommandCompletion]::CompleteInput('{quoted}', {line.Length}, $null).CompletionMatches";
    }
}
