BeforeAll {
    . $PSScriptRoot/Gateway.ps1
    $gateway = Start-Gateway
    Enter-TestSession $gateway $TestDrive
}

AfterAll {
    Exit-TestSession
    Stop-Gateway $gateway
}

Describe 'Invoke-ApertisChat' {
    It 'stands for its text wherever text is wanted' {
        $answer = Invoke-ApertisChat hello
        "$answer" | Should -Be 'You said: hello'
        "It said '$answer'." | Should -Be "It said 'You said: hello'."
        $answer -join '' | Should -Be 'You said: hello'
        [string] $answer | Should -Be $answer.Content
        'The answer is You said: hello' -like "*$answer" | Should -BeTrue
    }

    It 'answers each piped value in its order' {
        $answers = 'a', 'b' | Invoke-ApertisChat
        $answers.Content | Should -Be 'You said: a', 'You said: b'
        $answers.Index | Should -Be 0, 1
        $answers[1].Usage.TotalTokens | Should -BeGreaterThan 0
    }

    It 'takes prompts and models from the columns of a CSV file' {
        $file = Join-Path $TestDrive 'prompts.csv'
        "Prompt,Model`nhello,gpt-4o`nbye,gpt-4o-mini" | Set-Content $file
        $answers = Import-Csv $file | Invoke-ApertisChat
        $answers.Model | Should -Be 'gpt-4o', 'gpt-4o-mini'
        $answers.Content | Should -Be 'You said: hello', 'You said: bye'
    }

    It 'takes numbers and dates as their text' {
        (5, 2.5, [datetime] '2026-01-02' | Invoke-ApertisChat).Prompt | Should -Be '5', '2.5', '01/02/2026 00:00:00'
    }

    It 'asks each model that is piped in' {
        (Get-ApertisModel gpt-4o, gpt-4o-mini | Invoke-ApertisChat hi).Model | Should -Be 'gpt-4o', 'gpt-4o-mini'
    }

    It 'takes defaults from $PSDefaultParameterValues' {
        $PSDefaultParameterValues = @{ 'Invoke-ApertisChat:Model' = 'gpt-4o-mini' }
        (Invoke-ApertisChat hi).Model | Should -Be 'gpt-4o-mini'
    }
}

Describe 'A streamed chat' {
    It 'returns one complete object, with its text on the information stream, which <what>' -ForEach @(
        @{ what = 'is silenced'; call = { Invoke-ApertisChat 'one two' -Stream 6>$null }; shown = @() }
        @{ what = 'is captured'; call = { Invoke-ApertisChat 'one two' -Stream 6>&1 }; shown = 'You', ' said:', ' one', ' two', '' }
        @{ what = 'goes to the console while the output is captured'; call = { Invoke-ApertisChat 'one two' -Stream }; shown = @() }
    ) {
        $output = @(& $call)
        $result = @($output | Where-Object { $_ -isnot [System.Management.Automation.InformationRecord] })
        $result.Count | Should -Be 1
        $result[0] | Should -BeOfType Apertis.ChatResult
        $result[0].PSTypeNames[0] | Should -Be 'Apertis.ChatResult#Streamed'
        $result[0].Content | Should -Be 'You said: one two'
        "$($result[0])" | Should -Be 'You said: one two'
        $result[0].IsComplete | Should -BeTrue
        $result[0].Usage.TotalTokens | Should -Be 6
        $result[0].TimeToFirstToken | Should -BeGreaterThan ([timespan]::Zero)
        @($output | Where-Object { $_ -is [System.Management.Automation.InformationRecord] } | ForEach-Object { $_.MessageData.Message }) | Should -Be $shown
    }

    It 'ends within a second of the first piece once Select-Object has enough, although the rest takes half a minute' {
        $prompt = (1..60) -join ' '
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        $first = Invoke-ApertisChat $prompt -AsDelta -BaseUri (Get-FaultUri $gateway 'stream-slow;ms=500') | Select-Object -First 1
        $watch.Elapsed - $first.Elapsed | Should -BeLessThan ([timespan]::FromSeconds(1))
        $first | Should -BeOfType Apertis.ChatDelta
        $first.Content | Should -Be 'You'
    }
}

Describe 'A conversation' {
    It 'goes on after Export-Clixml and Import-Clixml, with its messages and the model that was asked for' {
        $file = Join-Path $TestDrive 'conversation.xml'
        Invoke-ApertisChat 'first' -Model gpt-4o-mini -SystemMessage 'Be brief.' | Export-Clixml $file
        $r = Import-Clixml $file
        $next = $r | Invoke-ApertisChat 'next'
        $next.Content | Should -Be 'You said: next'
        $next.RequestedModel | Should -Be 'gpt-4o-mini'
        $next.Messages.Role | Should -Be 'system', 'user', 'assistant', 'user', 'assistant'
        $next.Messages.Content | Should -Be 'Be brief.', 'first', 'You said: first', 'next', 'You said: next'
        # What was sent: all the words of the conversation up to the new prompt.
        $next.Usage.PromptTokens | Should -Be 7
    }
}

Describe 'Stopping a chat' {
    It 'ends within a second once Select-Object has enough, although the next answer hangs' {
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        $first = 'a', 'b', 'c' | Invoke-ApertisChat -BaseUri (Get-FaultUri $gateway 'hang;skip=1;id=first') | Select-Object -First 1
        $watch.Elapsed | Should -BeLessThan ([timespan]::FromSeconds(1))
        $first.Content | Should -Be 'You said: a'
    }

    It 'ends within a second on Ctrl+C, in the middle of <what>' -ForEach @(
        @{ what = 'an answer that never comes'; fault = 'hang' }
        @{ what = 'a wait between attempts'; fault = 'rate_limit_exceeded;retry-after=30' }
    ) {
        $shell = [powershell]::Create('NewRunspace').AddScript("Import-Module '$Manifest'; Invoke-ApertisChat hello -BaseUri '$(Get-FaultUri $gateway $fault)'")
        $run = $shell.BeginInvoke()
        # The progress of the wait or, for want of any, time enough for the request to be under way.
        $run.AsyncWaitHandle.WaitOne(1500) | Should -BeFalse
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        $shell.Stop()
        $watch.Elapsed | Should -BeLessThan ([timespan]::FromSeconds(1))
        $shell.InvocationStateInfo.State | Should -Be 'Stopped'
        $shell.Dispose()
    }
}

Describe 'Errors of a chat' {
    It 'lets a script branch by <id>' -ForEach @(
        @{ id = 'InvalidApiKey'; fault = 'invalid_api_key'; category = 'AuthenticationError' }
        @{ id = 'QuotaExceeded'; fault = 'quota_exceeded'; category = 'QuotaExceeded' }
        @{ id = 'ModelAccessDenied'; fault = 'model_access_denied'; category = 'PermissionDenied' }
        @{ id = 'EdgeBlocked'; fault = 'edge-block'; category = 'PermissionDenied' }
        @{ id = 'ResponseMalformed'; fault = 'login-page'; category = 'ProtocolError' }
    ) {
        $branch = 'no error'
        try {
            Invoke-ApertisChat hello -BaseUri (Get-FaultUri $gateway $fault) -ErrorAction Stop
        }
        catch {
            $problem = $_
            $branch = switch -Wildcard ($problem.FullyQualifiedErrorId) {
                "$id,*" { "$($problem.CategoryInfo.Category)" }
                default { "another error: $problem" }
            }

            $problem.Exception | Should -BeOfType Apertis.ApertisException
            $problem.Exception.Problem | Should -Be $id
            $problem.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        }

        $branch | Should -Be $category
    }

    It 'can be caught by type' {
        $caught = try { Invoke-ApertisChat hello -ApiKey sk-wrong -ErrorAction Stop } catch [Apertis.ApertisException] { "$($_.Exception.Category) $($_.Exception.StatusCode)" } catch { 'something else' }
        $caught | Should -Be 'Authentication 401'
    }

    It 'leaves the other prompts alone when one is bad' {
        $answers = 'one', '', 'three' | Invoke-ApertisChat -ErrorVariable problems -ErrorAction SilentlyContinue
        $answers.Index | Should -Be 0, 2
        $problems.Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'InvalidMessage,*'
        $problems[0].TargetObject.Index | Should -Be 1
    }

    It 'is one sentence, then the recommendation, in the concise view' {
        $script = "Import-Module '$Manifest'; `$PSStyle.OutputRendering = 'PlainText'; Invoke-ApertisChat hello -ApiKey sk-wrong"
        $text = (Invoke-Pwsh $script).Text
        $text | Should -Match '^Invoke-ApertisChat: .+ \(HTTP 401, invalid_api_key, request id req-\w+\)\.'
        $text | Should -Match 'Copy the whole key from the dashboard'
        if ($PSVersionTable.PSVersion -ge '7.5') { $text | Should -Match '(?ms)^\s+Recommendation: .*Copy the key directly from the dashboard' }
    }

    It 'fails a script that is run with pwsh -File' {
        $file = Join-Path $TestDrive 'job.ps1'
        "`$ErrorActionPreference = 'Stop'`nImport-Module '$Manifest'`nInvoke-ApertisChat hello -ApiKey sk-wrong`n'not reached'" | Set-Content $file
        $output = & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -File $file 2>&1
        $LASTEXITCODE | Should -Be 1
        "$output" | Should -Not -Match 'not reached'
    }
}

Describe 'The streams of a chat' {
    It 'shows each attempt with -Verbose, and no key' {
        $lines = Invoke-ApertisChat hello -BaseUri (Get-FaultUri $gateway 'service_unavailable;times=1;id=verbose;retry-after-ms=20') -Verbose 4>&1 |
            Where-Object { $_ -is [System.Management.Automation.VerboseRecord] } | ForEach-Object Message
        ($lines -match '^POST /.*: 503 in ').Count | Should -Be 1
        ($lines -match '^POST /.*: 200 in ').Count | Should -Be 1
        $lines -join "`n" | Should -Match 'waiting 0\.02 s'
    }

    It 'holds no key in anything that -Debug shows' {
        $everything = Invoke-ApertisChat hello -Debug *>&1 | Out-String
        $everything | Should -Match '"messages"'
        $everything | Should -Not -Match ([regex]::Escape($gateway.Keys.Good))
        $everything | Should -Not -Match ([regex]::Escape($gateway.Keys.Good.Substring(8, 20)))
    }

    It 'keeps the key out of what -ErrorVariable and $Error hold' {
        $Error.Clear()
        Invoke-ApertisChat hello -BaseUri (Get-FaultUri $gateway 'echo-secret') -ErrorVariable problems -ErrorAction SilentlyContinue
        $text = ($problems + $Error | ForEach-Object { $_; $_.Exception; $_.Exception.ResponseBody; $_.Exception.Evidence } | Format-List * -Force | Out-String -Width 4096)
        $text | Should -Match 'InvalidApiKey'
        $text | Should -Not -Match ([regex]::Escape($gateway.Keys.Good))
        $text | Should -Not -Match ([regex]::Escape($gateway.Keys.Good.Substring(8, 20)))
    }
}

Describe 'The result of a chat' {
    BeforeAll {
        $code = "def f(x):`n    if x:`n`t`treturn 1`n`n`n        # two blank lines above, trailing blanks here:   `n    pass"
        $long = ('word ' * 60) + ('x' * 500)
    }

    It 'holds code exactly as it came' {
        (Invoke-ApertisChat q -BaseUri (Get-AnswerUri $gateway $code)).Content | Should -BeExactly $code
    }

    It 'shows code with its indentation in the default view' {
        $shown = Invoke-ApertisChat q -BaseUri (Get-AnswerUri $gateway $code) | Out-String -Width 4096
        $shown -replace "`r" | Should -Match ([regex]::Escape("def f(x):`n    if x:`n`t`treturn 1`n`n`n        # two blank lines above"))
    }

    It 'never cuts a word in two in a narrow window' {
        $text = '    indented, then ' + ('some words ' * 20)
        $shown = Invoke-ApertisChat q -BaseUri (Get-AnswerUri $gateway $text) | Get-Shown -Width 60
        (-split $shown | Where-Object { $_ -notin 'indented,', 'then', 'some', 'words' }) -join ' ' | Should -Match '^gpt-4\.1 ·'
    }

    It 'writes a long line to a file as one line' {
        $file = Join-Path $TestDrive 'answer.txt'
        Invoke-ApertisChat q -BaseUri (Get-AnswerUri $gateway $long) > $file
        Get-Content $file | Should -Contain $long.TrimEnd()
    }

    It 'writes only the text with Content' {
        $file = Join-Path $TestDrive 'content.txt'
        (Invoke-ApertisChat q -BaseUri (Get-AnswerUri $gateway $code)).Content | Set-Content $file -NoNewline
        Get-Content $file -Raw | Should -BeExactly $code
    }

    It 'shows one line about the answer below it' {
        Invoke-ApertisChat hello | Get-Shown | Should -Match '(?s)You said: hello\r?\ngpt-4\.1 · 4 tokens · \d+\.\d\d s · stop'
    }

    It 'becomes JSON and comes back' {
        $json = Invoke-ApertisChat hello | ConvertTo-Json -Depth 6 -WarningAction Stop | ConvertFrom-Json
        $json.Content | Should -Be 'You said: hello'
        $json.Usage.TotalTokens | Should -Be 4
        $json.Attempts[0].StatusCode | Should -Be 200
        $json.Messages.Role | Should -Be 'user', 'assistant'
    }

    It 'survives Export-Clixml, with its view' {
        $file = Join-Path $TestDrive 'answer.xml'
        Invoke-ApertisChat hello | Export-Clixml $file -Depth 3
        $answer = Import-Clixml $file
        $answer.PSTypeNames | Should -Contain 'Deserialized.Apertis.ChatResult'
        $answer.Usage.TotalTokens | Should -Be 4
        $answer | Get-Shown | Should -Match 'You said: hello\r?\ngpt-4\.1 · 4 tokens'
    }

    It 'lists all its properties with Format-List and shows as a table with Format-Table' {
        $answer = Invoke-ApertisChat hello
        $answer | Format-List * | Out-String | Should -Match '(?m)^FinishReason\s+: stop'
        $answer | Format-Table Model, FinishReason, Usage | Out-String | Should -Match 'gpt-4\.1 +stop +4 tokens'
    }

    It 'exports to CSV what a spreadsheet wants' {
        $rows = 'a', 'b' | Invoke-ApertisChat | Select-Object Index, Prompt, Content, @{ n = 'Tokens'; e = { $_.Usage.TotalTokens } } | ConvertTo-Csv
        $rows.Count | Should -Be 3
        $rows[1] | Should -Be '"0","a","You said: a","4"'
    }
}

Describe 'Chats in parallel' {
    It 'works in ForEach-Object -Parallel' {
        $answers = 1..8 | ForEach-Object -Parallel {
            Import-Module $using:Manifest
            Invoke-ApertisChat "number $_"
        } -ThrottleLimit 4
        $answers.Content | Sort-Object | Should -Be (1..8 | ForEach-Object { "You said: number $_" })
    }

    It 'works in a thread job and in a background job' -Skip:(-not (Get-Command Start-ThreadJob -ErrorAction Ignore)) {
        $work = { Import-Module $args[0]; (Invoke-ApertisChat $args[1]).Content }
        $jobs = (Start-ThreadJob $work -ArgumentList $Manifest, 'one'), (Start-Job $work -ArgumentList $Manifest, 'two')
        $answers = $jobs | Receive-Job -Wait -AutoRemoveJob
        $answers | Sort-Object | Should -Be 'You said: one', 'You said: two'
    }
}

# The proxy is compiled here, for which Add-Type wants the folder ref that releases of PowerShell bring; a build of one's own may lack it.
Describe 'A system that still looks for its proxy' -Skip:(-not (Test-Path (Join-Path $PSHOME ref))) {
    BeforeAll {
        Add-Type @'
using System;
using System.Net;
using System.Threading;

public sealed class ApertisSlowProxy : IWebProxy
{
    public ManualResetEventSlim Asked { get; } = new ManualResetEventSlim();

    public ManualResetEventSlim Answers { get; } = new ManualResetEventSlim();

    public ICredentials Credentials { get; set; }

    // How often it answers before it does so no more.
    public int Answered;

    public bool Cancels;

    public Uri GetProxy(Uri destination)
    {
        Asked.Set();
        if (Cancels)
        {
            throw new OperationCanceledException("by the proxy");
        }

        if (Interlocked.Decrement(ref Answered) < 0)
        {
            Answers.Wait();
        }

        return null;
    }

    public bool IsBypassed(Uri host)
    {
        return false;
    }
}
'@
        $before = [System.Net.Http.HttpClient]::DefaultProxy
        $proxy = [ApertisSlowProxy]::new()
        [System.Net.Http.HttpClient]::DefaultProxy = $proxy
    }

    AfterAll {
        [System.Net.Http.HttpClient]::DefaultProxy = $before
        $proxy.Answers.Set()
    }

    It 'is waited for no longer than for a connection' {
        { Invoke-ApertisChat hello -ConnectionTimeoutSeconds 0.5 } | Should -Throw -ErrorId 'ProxyUnreachable,*'
        $Error[0].ErrorDetails.RecommendedAction | Should -Match 'Give the proxy with -Proxy, or -NoProxy'
        (Invoke-ApertisChat hello -NoProxy).Content | Should -Be 'You said: hello'
    }

    It 'is a result of the tests, and no error' {
        $status = Test-ApertisKey -ConnectionTimeoutSeconds 0.4
        $status.Status, $status.Problem, $status.IsUsable | Should -Be 'Unreachable', 'ProxyUnreachable', $false
        Test-ApertisKey -ConnectionTimeoutSeconds 0.4 -Quiet | Should -BeFalse
        (Test-ApertisConnection -ConnectionTimeoutSeconds 0.4)[-1].Problem | Should -Be 'ProxyUnreachable'
        Test-ApertisConnection -ConnectionTimeoutSeconds 0.4 -Quiet | Should -BeFalse
        New-ApertisSupportReport -InputObject $status -ConnectionTimeoutSeconds 0.4 | Should -Match 'the system had not found its proxy'
    }

    It 'is waited for no longer than the call may take, when it is asked again' {
        $again = [ApertisSlowProxy]::new()
        $again.Answered = 1
        [System.Net.Http.HttpClient]::DefaultProxy = $again
        try {
            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            $null = Invoke-ApertisChat hello -TimeoutSec 1.2 -ConnectionTimeoutSeconds 1.1 -MaximumRetryCount 0 -ErrorVariable problem -ErrorAction SilentlyContinue
            $watch.Elapsed.TotalSeconds | Should -BeLessThan 15
            $problem.FullyQualifiedErrorId | Should -BeLike 'ProxyUnreachable,*'
        }
        finally {
            [System.Net.Http.HttpClient]::DefaultProxy = $proxy
            $again.Answers.Set()
        }
    }

    It 'that gives up by itself is an error, and not the end of the script' {
        $again = [ApertisSlowProxy]::new()
        $again.Cancels = $true
        [System.Net.Http.HttpClient]::DefaultProxy = $again
        try {
            { Invoke-ApertisChat hello -ConnectionTimeoutSeconds 13 } | Should -Throw '*by the proxy*'
        }
        finally { [System.Net.Http.HttpClient]::DefaultProxy = $proxy }
    }

    It 'is not asked for by what only makes ready for a command: a session may set it until the first call' {
        (Invoke-Pwsh @"
            Import-Module '$Manifest'
            [System.Reflection.Assembly]::Load('Apertis.Client').GetType('Apertis.Client.Chat.ChatWarmUp').GetMethod('Run').Invoke(`$null, `$null)
            `$env:NO_PROXY = `$env:no_proxy = ''
            `$env:http_proxy = 'http://127.0.0.1:7'
            [System.Net.Http.HttpClient]::DefaultProxy.GetProxy('http://api.example').AbsoluteUri
"@).Text | Should -Be 'http://127.0.0.1:7/'
    }

    It 'does not keep Ctrl+C from ending the command' {
        $proxy.Asked.Reset()
        # A limit that no other test has: connections that were made the same way have asked already.
        $shell = [powershell]::Create('NewRunspace').AddScript("Import-Module '$Manifest'; Invoke-ApertisChat hello -ConnectionTimeoutSeconds 14")
        try {
            $null = $shell.BeginInvoke()
            $proxy.Asked.Wait(30000) | Should -BeTrue
            $shell.BeginStop($null, $null).AsyncWaitHandle.WaitOne(10000) | Should -BeTrue
            $shell.InvocationStateInfo.State | Should -Be Stopped
        }
        finally { $shell.Dispose() }
    }
}
