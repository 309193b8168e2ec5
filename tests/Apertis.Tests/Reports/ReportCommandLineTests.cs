using Apertis.Tests.Setup;

namespace Apertis.Tests.Reports;

/// <summary>The command in a report: what was typed, without keys and prompts.</summary>
public sealed class ReportCommandLineTests(Bench bench) : IClassFixture<Bench>
{
    private const string End = "-Model gpt4o -ErrorAction SilentlyContinue";

    [Theory]
    [InlineData($"Invoke-ApertisChat confidential {End}", $"Invoke-ApertisChat <prompt> {End}")]
    [InlineData($"Invoke-ApertisChat 'confidential matter' {End}", $"Invoke-ApertisChat <prompt> {End}")]
    [InlineData($"Invoke-ApertisChat 4711 {End}", $"Invoke-ApertisChat <prompt> {End}")]
    [InlineData($"Invoke-ApertisChat -Prompt:confidential {End}", $"Invoke-ApertisChat -Prompt:<prompt> {End}")]
    [InlineData($"Invoke-ApertisChat -Stream confidential {End}", $"Invoke-ApertisChat -Stream <prompt> {End}")]
    [InlineData($"Invoke-ApertisChat \"confidential $PID\" {End}", $"Invoke-ApertisChat <prompt> {End}")]
    [InlineData($"Invoke-ApertisChat \"confidential $('more ' + 'of it')\" {End}", $"Invoke-ApertisChat <prompt> {End}")]
    [InlineData($"Invoke-ApertisChat ('confi' + 'dential') {End}", $"Invoke-ApertisChat (<prompt> + <prompt>) {End}")]
    [InlineData($"$x = 'confidential'; Invoke-ApertisChat $x {End}; $y = 'confidential'", $"Invoke-ApertisChat $x {End}")]
    [InlineData($"$x = @{{ Prompt = 'confidential' }}; Invoke-ApertisChat @x {End}", $"Invoke-ApertisChat @x {End}")]
    [InlineData($"Invoke-ApertisChat hi -SystemMessage 'confidential' {End}", $"Invoke-ApertisChat <prompt> -SystemMessage <prompt> {End}")]
    [InlineData($"Invoke-ApertisChat hi -Sys 'confidential' {End}", $"Invoke-ApertisChat <prompt> -Sys <prompt> {End}")]
    [InlineData($"Invoke-ApertisChat -Message @{{ role = 'user'; content = 'confidential' }} {End}", $"Invoke-ApertisChat -Message @{{ role = <prompt>; content = <prompt> }} {End}")]
    [InlineData($"Invoke-ApertisChat hi -Stop 'confidential', 'x' {End}", $"Invoke-ApertisChat <prompt> -Stop <prompt>, <prompt> {End}")]
    [InlineData($"Invoke-ApertisChat hi -AdditionalProperty @{{ user = 'confidential' }} {End}", $"Invoke-ApertisChat <prompt> -AdditionalProperty @{{ user = <prompt> }} {End}")]
    [InlineData($"Invoke-ApertisChat (ForEach-Object {{ 'confidential' }}) {End}", $"Invoke-ApertisChat (ForEach-Object {{ <prompt> }}) {End}")]
    [InlineData($"function ask($x) {{ $x }}; Invoke-ApertisChat (ask confidential) {End}", $"Invoke-ApertisChat (<prompt> <prompt>) {End}")]
    [InlineData($"Invoke-ApertisChat <# confidential #> hi {End} # confidential", $"Invoke-ApertisChat  <prompt> {End}")]
    [InlineData($"'confidential' | Invoke-ApertisChat {End} | Where-Object {{ $_ -eq 'confidential' }}", $"<prompt> | Invoke-ApertisChat {End}")]
    [InlineData($"'confidential' | ForEach-Object {{ Invoke-ApertisChat $_ {End} }}", $"Invoke-ApertisChat $_ {End}")]
    [InlineData($"Invoke-ApertisChat confidential {End} || Invoke-ApertisChat confidential {End}", $"Invoke-ApertisChat <prompt> {End}")]
    [InlineData($"Invoke-ApertisChat @'\nconfidential\n'@ {End}", $"Invoke-ApertisChat <prompt> {End}")]
    [InlineData($"Invoke-ApertisChat `\n  'confidential' `\n  {End}", $"Invoke-ApertisChat `\n  <prompt> `\n  {End}")]
    [InlineData($"$a = 'confidential',\n  'matter' |\n Invoke-ApertisChat {End}", $"Invoke-ApertisChat {End}")]
    [InlineData($"$p = 'one\nconfidential matter' | Invoke-ApertisChat {End}", $"<prompt> | Invoke-ApertisChat {End}")]
    [InlineData($"Apertis\\Invoke-ApertisChat confidential {End}", $"Apertis\\Invoke-ApertisChat <prompt> {End}")]
    [InlineData($"& 'Invoke-ApertisChat' confidential {End}", $"& Invoke-ApertisChat <prompt> {End}")]
    [InlineData($"Invoke-ApertisChat confidential -Temperature 0.5 -FallbackModel a, b -TimeoutSec 9 {End}", $"Invoke-ApertisChat <prompt> -Temperature 0.5 -FallbackModel a, b -TimeoutSec 9 {End}")]
    [InlineData("Invoke-ApertisChat hi -Model $('gpt4o') -ErrorAction SilentlyContinue", "Invoke-ApertisChat <prompt> -Model $(<prompt>) -ErrorAction SilentlyContinue")]
    [InlineData("Get-ApertisModel gpt4o -ErrorAction SilentlyContinue", "Get-ApertisModel gpt4o -ErrorAction SilentlyContinue")]
    public void Prompt_is_replaced_wherever_it_stands(string script, string expected)
    {
        bench.Session.SetVariable("folder", ProcessSetup.Home);

        var report = bench.Run($"$Error.Clear(); $null = $ExecutionContext.SessionState.Path.SetLocation($folder); {script}\nNew-ApertisSupportReport").OnlyOutput();

        Assert.Equal(expected, report.Text("CommandLine"));
        Assert.DoesNotContain("confidential", report.Text("Markdown"), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("-ApiKey 'correct horse'", "-ApiKey <key>")]
    [InlineData("-ApiKey:horse", "-ApiKey:<key>")]
    [InlineData("-Api horse, battery", "-Api <key>, <key>")]
    [InlineData("-ApiKey \"battery-horse$x\"", "-ApiKey <key>")]
    [InlineData("-ApiKey ('ho' + 'rse')", "-ApiKey (<key> + <key>)")]
    [InlineData("-ApiKey ([System.Net.NetworkCredential]::new('', 'horse').SecurePassword)", "-ApiKey ([System.Net.NetworkCredential]::new(<key>, <key>).SecurePassword)")]
    [InlineData("-Proxy http://127.0.0.1:9 -ProxyCredential ([pscredential]::new('kim', [System.Net.NetworkCredential]::new('', 'horse').SecurePassword))", "-Proxy http://127.0.0.1:9 -ProxyCredential ([pscredential]::new(<credential>, [System.Net.NetworkCredential]::new(<credential>, <credential>).SecurePassword))")]
    [InlineData("-Proxy http://kim:horse@127.0.0.1:9", "-Proxy ***@127.0.0.1:9")]
    [InlineData("-Proxy 'kim:horse@127.0.0.1:9'", "-Proxy '***@127.0.0.1:9'")]
    [InlineData("-BaseUri 'https://kim:horse@127.0.0.1:9/v1?key=horse'", "-BaseUri '***@127.0.0.1:9/v1'")]
    public void Keys_and_passwords_are_replaced_with_and_without_the_prompt(string typed, string expected)
    {
        foreach (var (parameter, prompt) in new[] { (string.Empty, "<prompt>"), ("-IncludePrompt", "hi") })
        {
            var report = bench.Run($"$Error.Clear(); try {{ Invoke-ApertisChat hi -Model gpt4o -MaximumRetryCount 0 -TimeoutSec 9 {typed} -ErrorAction Stop }} catch {{ }}; New-ApertisSupportReport {parameter}").OnlyOutput();

            Assert.Equal($"Invoke-ApertisChat {prompt} -Model gpt4o -MaximumRetryCount 0 -TimeoutSec 9 {expected} -ErrorAction Stop", report.Text("CommandLine"));
            Assert.DoesNotContain("horse", report.Text("Markdown"), StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public void Script_is_named_without_the_name_of_the_user()
    {
        var script = Path.Combine(ProcessSetup.Home, "ask.ps1");
        File.WriteAllText(script, $"\nInvoke-ApertisChat confidential {End}");
        bench.Session.SetVariable("script", script);

        var report = bench.Run("$Error.Clear(); & $script; New-ApertisSupportReport").OnlyOutput();

        Assert.Equal($"Invoke-ApertisChat <prompt> {End} # ~{Path.DirectorySeparatorChar}ask.ps1:2", report.Text("CommandLine"));
    }
}
