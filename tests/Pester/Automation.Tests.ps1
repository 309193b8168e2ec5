BeforeDiscovery {
    . $PSScriptRoot/Examples.ps1
    $hasThreadJobs = [bool] (Get-Command Start-ThreadJob -ErrorAction Ignore)
}

BeforeAll {
    . $PSScriptRoot/Gateway.ps1
    . $PSScriptRoot/Examples.ps1
    $gateway = Start-Gateway
    Enter-TestSession $gateway $TestDrive

    # The module is found by its name, as an installed one is.
    $savedModulePath = $env:PSModulePath
    $installed = New-Item -ItemType Directory (Join-Path $TestDrive 'modules/Apertis')
    Copy-Item $Manifest, (Join-Path (Split-Path $Manifest) 'bin'), (Join-Path (Split-Path $Manifest) 'en-US') $installed -Recurse
    $env:PSModulePath = (Split-Path $installed) + [System.IO.Path]::PathSeparator + $env:PSModulePath

    $blocks = @(Get-TopicBlock about_Apertis_Automation)
    $used = [System.Collections.Generic.HashSet[string]]::new()

    # Code of the topic, by its section and its place there.
    function Get-Block([string] $Section, [int] $Number = 0) {
        $code = @($blocks | Where-Object { $_.section -eq $Section })[$Number].code
        $code | Should -Not -BeNullOrEmpty
        $null = $used.Add($code)
        $code
    }

    # Runs code of the topic as a script of its own. Shown is what the script says after it, and the variables of Before are there.
    function Invoke-Block([string[]] $Code, [string] $Before = '', [string] $After = '') {
        $folder = New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))
        $prepare = "Set-Location -LiteralPath '$folder'`n`$gateway = '$($gateway.Uri)'`n`$one = '$($gateway.Keys.Good)'`n`$two = '$($gateway.Keys.GoodSecond)'"
        $file = Join-Path $folder 'script.ps1'
        $prepare, $Before, ($Code -join "`n"), "'=='", $After -join "`n" | Set-Content $file
        $lines = & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -File $file 2>&1 | Out-String -Stream -Width 500
        $all = $lines -join "`n"
        [pscustomobject]@{ ExitCode = $LASTEXITCODE; All = $all; Shown = "$(($all -split '(?m)^==$', 2)[1])".Trim() -split "`n"; Folder = $folder }
    }

    # Opens $session in a script, and closes it at the end.
    $open = ". '$PSScriptRoot/Remoting.ps1'; `$session = Open-PipeSession; `$key = ConvertTo-SecureString `$one -AsPlainText -Force"
    $close = 'Close-PipeSession $session'

    # What a script can branch on.
    $describe = 'function Show-Problem($Problem) {
        $Problem.FullyQualifiedErrorId; "$($Problem.CategoryInfo.Category)"; $Problem.ErrorDetails.RecommendedAction -replace "\s*\n.*"
        "$($Problem.TargetObject.Index) $($Problem.TargetObject.Prompt)"; $Problem.Exception.GetType().Name }'
    $describedAs = 'InvalidApiKey,Apertis.Commands.InvokeApertisChatCommand', 'AuthenticationError',
        'Copy the key directly from the dashboard (API Keys) rather than typing it. The key in use came from: -ApiKey.', '0 hello'
}

AfterAll {
    $env:PSModulePath = $savedModulePath
    Exit-TestSession
    Stop-Gateway $gateway
}

Describe 'Many prompts' {
    # With one key there is no other to move on to.
    It 'are answered once each, also after some met a limit, and a blank one is not asked again' {
        $before = "'a', 'b', '', 'c', 'd' | Set-Content prompts.txt
            `$two = `$one
            `$env:APERTIS_BASE_URL = `$gateway + '/fault/rate_limit_exceeded;retry-after=300;times=1;id=again/v1'"
        $after = '$answers.Content | Sort-Object; $failed.CategoryInfo.Category | ForEach-Object { "$_" } | Sort-Object -Unique'
        $run = Invoke-Block (Get-Block 'MANY PROMPTS' 0), (Get-Block 'MANY PROMPTS' 1) $before $after
        $run.Shown | Should -Be 'You said: a', 'You said: b', 'You said: c', 'You said: d', 'InvalidArgument', 'LimitsExceeded'
    }

    It 'need no second run when none failed' {
        $run = Invoke-Block (Get-Block 'MANY PROMPTS' 0), (Get-Block 'MANY PROMPTS' 1) "'a', 'b' | Set-Content prompts.txt" '$answers.Content; $Error.Count'
        $run.Shown | Should -Be 'You said: a', 'You said: b', '0'
    }
}

Describe 'CI' {
    It 'has a step in one line, which the README shows as well' {
        (Get-Block 'CI' 0) | Should -BeIn (Get-ReadmeBlock).code
    }

    It 'has a step in one line, which fails when <what>' -Skip:$IsWindows -ForEach @(
        @{ what = 'nothing is wrong: not at all'; uri = $null; code = 0 }
        @{ what = 'nobody answers'; uri = 'http://127.0.0.1:9'; code = 1 }
    ) {
        if ($uri) { $env:APERTIS_BASE_URL = $uri }
        try {
            $said = sh -c (Get-Block 'CI' 0)
            $LASTEXITCODE | Should -Be $code
            $said | Should -BeNullOrEmpty
        }
        finally { $env:APERTIS_BASE_URL = $gateway.Uri }
    }

    It 'has a step in one line, which fails without a key' -Skip:$IsWindows {
        $key = $env:APERTIS_API_KEY
        $env:APERTIS_API_KEY = $null
        try {
            sh -c (Get-Block 'CI' 0)
            $LASTEXITCODE | Should -Be 1
        }
        finally { $env:APERTIS_API_KEY = $key }
    }

    It 'has the checks in the log and the exit code <code> when <what>' -ForEach @(
        @{ what = 'nothing is wrong'; before = ''; code = 0; says = 'Passed  Key .*the key works' }
        @{ what = 'nobody answers'; before = "`$env:APERTIS_BASE_URL = 'http://127.0.0.1:9'"; code = 1; says = '✗ Failed  Tcp' }
        @{ what = 'there is no key'; before = '$env:APERTIS_API_KEY = $null'; code = 1; says = 'Skipped Key .*no key was given' }
    ) {
        $run = Invoke-Block (Get-Block 'CI' 1) $before
        $run.ExitCode | Should -Be $code
        $run.All -replace '\e\[[\d;]*m' | Should -Match $says
    }

    It 'learns from the exit code: <code> for <what>' -ForEach @(
        @{ what = 'an answer'; fault = $null; code = 0 }
        @{ what = 'a limit'; fault = 'rate_limit_exceeded;retry-after=300'; code = 75 }
        @{ what = 'a bad key'; fault = 'invalid_api_key'; code = 77 }
        @{ what = 'anything else'; fault = 'model_not_found'; code = 1 }
    ) {
        $before = "`$prompt = 'hello'"
        if ($fault) { $before += "; `$env:APERTIS_BASE_URL = '$(Get-FaultUri $gateway $fault)'" }
        $run = Invoke-Block (Get-Block 'CI' 2) $before 'Get-Content answer.md'
        $run.ExitCode | Should -Be $code
        if ($fault) { $run.All -replace '\e\[[\d;]*m' | Should -Match '(?s)^WARNING: .*\(HTTP \d+.*\n.*WARNING: \w+' }
        else { $run.Shown | Should -Be 'You said: hello' }
    }
}

Describe 'The engines' {
    It 'answer in ForEach-Object -Parallel' {
        $run = Invoke-Block "`$both = $(Get-Block "POWERSHELL'S ENGINES FOR PARALLEL WORK" 0)" '$prompt = "hello"' '$both | ForEach-Object { "$($_.Model): $($_.Content)" }'
        $run.Shown | Should -Be 'gpt-4o: You said: hello', 'gpt-4o-mini: You said: hello'
    }

    It 'answer in Start-ThreadJob' -Skip:(-not $hasThreadJobs) {
        $run = Invoke-Block (Get-Block "POWERSHELL'S ENGINES FOR PARALLEL WORK" 1) '' '$answers.Content | Sort-Object; $answers[0].GetType().Name'
        $run.Shown | Should -Be 'You said: What is DNS?', 'You said: What is TLS?', 'ChatResult'
    }

    It 'answer in Start-Job, with a copy that goes on with its conversation' {
        $run = Invoke-Block (Get-Block "POWERSHELL'S ENGINES FOR PARALLEL WORK" 2) '$prompt = "hello"' '$answer.PSTypeNames[0]; "$answer"; ($answer | Invoke-ApertisChat more).Messages.Content'
        $run.Shown | Should -Be 'Deserialized.Apertis.ChatResult', 'You said: hello', 'hello', 'You said: hello', 'more', 'You said: more'
    }

    It 'answer in Invoke-Command, with a SecureString that was handed over' {
        $code = Get-Block "POWERSHELL'S ENGINES FOR PARALLEL WORK" 3
        $before = "$open; Invoke-Command `$session { `$env:APERTIS_API_KEY = `$null }; `$prompt = 'hello'"
        $after = '$answer.PSTypeNames[0]; "$answer"; ($answer | Invoke-ApertisChat more).Messages.Content; ' + $close
        $run = Invoke-Block $code $before $after
        $run.Shown | Should -Be 'Deserialized.Apertis.ChatResult', 'You said: hello', 'hello', 'You said: hello', 'more', 'You said: more'
    }
}

Describe 'An error that comes back' {
    It 'says the same <from>' -ForEach @(
        @{ from = 'from ForEach-Object -Parallel'; call = '1 | ForEach-Object -Parallel { Invoke-ApertisChat hello -ApiKey sk-nobodyKnowsThisOne0123456789abcdefABCDEF01 }'; exception = 'ApertisException'; needs = $true }
        @{ from = 'from Start-ThreadJob'; call = 'Start-ThreadJob { Invoke-ApertisChat hello -ApiKey sk-nobodyKnowsThisOne0123456789abcdefABCDEF01 } | Receive-Job -Wait'; exception = 'ApertisException'; needs = $hasThreadJobs }
        @{ from = 'from Start-Job'; call = 'Start-Job { Invoke-ApertisChat hello -ApiKey sk-nobodyKnowsThisOne0123456789abcdefABCDEF01 } | Receive-Job -Wait'; exception = 'RemoteException'; needs = $true }
        @{ from = 'from Start-Job, as a terminating one'; call = 'Start-Job { Invoke-ApertisChat hello -ApiKey sk-nobodyKnowsThisOne0123456789abcdefABCDEF01 -ErrorAction Stop } | Receive-Job -Wait'; exception = 'RemoteException'; needs = $true }
    ) {
        if (-not $needs) { Set-ItResult -Skipped -Because 'this pwsh has no thread jobs' }
        $run = Invoke-Block '' $describe "try { & { `$ErrorActionPreference = 'Stop'; $call } } catch { Show-Problem `$_ }"
        $run.Shown | Should -Be ($describedAs + $exception)
    }

    It 'says the same from Invoke-Command, non-terminating and terminating, with the exception''s own properties' {
        $after = 'Invoke-Command $session { Invoke-ApertisChat hello -ApiKey sk-nobodyKnowsThisOne0123456789abcdefABCDEF01 } -ErrorVariable problem 2>$null; Show-Problem $problem[0]
            try { Invoke-Command $session { Invoke-ApertisChat hello -ApiKey sk-nobodyKnowsThisOne0123456789abcdefABCDEF01 -ErrorAction Stop } -ErrorAction Stop } catch { Show-Problem $_; $_.Exception.SerializedRemoteException.StatusCode }
            ' + $close
        $run = Invoke-Block '' "$open; $describe" $after
        $run.Shown | Should -Be ($describedAs + 'RemoteException' + $describedAs + 'RemoteException' + '401')
    }

    It 'lets a script branch on its id: <id>' -ForEach @(
        @{ id = 'RateLimitExceeded'; fault = 'rate_limit_exceeded;retry-after=300'; shown = '^Later\.$' }
        @{ id = 'InvalidApiKey'; fault = 'invalid_api_key'; shown = '^Copy the key directly' }
        @{ id = 'ModelNotFound'; fault = 'model_not_found'; shown = '^There is no such model' }
    ) {
        $before = "`$job = Start-Job { Invoke-ApertisChat hello -BaseUri '$(Get-FaultUri $gateway $fault)' }"
        $run = Invoke-Block "`$said = try { $(Get-Block 'WHAT COMES BACK') } catch { `"`$_`" }" $before '$said'
        $run.Shown[0] | Should -Match $shown
    }
}

Describe 'A result that comes back' {
    BeforeAll {
        # One of every type that has a view, each with what it shows where it was made.
        $make = '$results = @(
                Invoke-ApertisChat hello
                Invoke-ApertisChat hello -Stream 6>$null
                Invoke-ApertisChat one -AsDelta | Select-Object -First 1
                Get-ApertisModel gpt-4o
                Get-ApertisModel gpt-4o -Detailed
                Test-ApertisKey
                Test-ApertisKey sk-wrong
                Test-ApertisConnection -BaseUri http://127.0.0.1:9
                Test-ApertisConnection -BaseUri http://127.0.0.1:9 -Continuous | Select-Object -First 1
            )
            foreach ($result in $results) { $result; $result | Out-String -Width 120 }'
        $compare = 'for ($at = 0; $at -lt $both.Count; $at += 2) {
                "$($both[$at].PSTypeNames[0]) $(($both[$at] | Out-String -Width 120) -ceq $both[$at + 1]) $($both[$at + 1].Trim().Length -gt 10)"
            }'
        $same = 'Apertis.ChatResult', 'Apertis.ChatResult#Streamed', 'Apertis.ChatDelta', 'Apertis.Model', 'Apertis.Model#Detailed', 'Apertis.KeyStatus', 'Apertis.KeyStatus' + @('Apertis.ConnectionCheck') * 12 + 'Apertis.ConnectionCheck#Continuous' |
            ForEach-Object { "Deserialized.$_ True True" }
    }

    It 'shows as it did where it was made, from Start-Job' {
        (Invoke-Block '' "Import-Module Apertis; `$both = Start-Job { $make } | Receive-Job -Wait" $compare).Shown | Should -Be $same
    }

    It 'shows as it did where it was made, from Invoke-Command' {
        (Invoke-Block '' "Import-Module Apertis; $open; `$both = Invoke-Command `$session { $make } -HideComputerName" "$compare; $close").Shown | Should -Be $same
    }

    It 'shows as it did before PSSerializer took it apart' {
        $convert = '$both = foreach ($item in $both) { $item -is [string] ? $item : [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($item)) }'
        (Invoke-Block '' "`$both = & { $make }; $convert" $compare).Shown | Should -Be $same
    }
}

Describe 'A file that is split over several workers' {
    It 'has each prompt asked once, with jobs' {
        $run = Invoke-Block (Get-Block 'SPLITTING A FILE OVER SEVERAL WORKERS' 0) '1..10 | ForEach-Object { "prompt $_" } | Set-Content prompts.txt' '$answers | ForEach-Object { "$($_.Line) $($_.Prompt) $($_.Content)" }'
        $run.Shown | Should -Be (0..9 | ForEach-Object { "$_ prompt $($_ + 1) You said: prompt $($_ + 1)" })
    }

    It 'has each prompt asked once, with sessions' {
        # The jobs are those of the sessions only, once $work and $file are there.
        $before = "$open; 1..7 | ForEach-Object { `"prompt `$_`" } | Set-Content prompts.txt; `$sessions = `$session, (Open-PipeSession)"
        $local = (Get-Block 'SPLITTING A FILE OVER SEVERAL WORKERS' 0) -replace '(?s)\n\$jobs.*'
        $after = '$answers | ForEach-Object { "$($_.Line) $($_.Prompt)" }; $answers.PSComputerName.Count; $sessions | ForEach-Object { Close-PipeSession $_ }'
        $run = Invoke-Block $local, (Get-Block 'SPLITTING A FILE OVER SEVERAL WORKERS' 1) $before $after
        $run.Shown | Should -Be (@(0..6 | ForEach-Object { "$_ prompt $($_ + 1)" }) + '7')
    }
}

Describe 'Secrets' {
    It 'come from Get-Secret' {
        $before = '$prompt = "hello"; $env:APERTIS_API_KEY = $null; function Get-Secret($Name) { ConvertTo-SecureString $one -AsPlainText -Force }'
        (Invoke-Block (Get-Block 'SECRETS') $before '"$answer"').Shown | Should -Be 'You said: hello'
    }

    It 'do not get into a transcript' {
        $after = '$null = Start-Transcript t.txt
            $key = ConvertTo-SecureString $one -AsPlainText -Force
            Invoke-ApertisChat hello -ApiKey $key -Verbose -Debug
            Test-ApertisKey -ApiKey $key
            Invoke-ApertisChat hello -BaseUri "$gateway/fault/echo-secret/v1" -ErrorAction Continue
            $null = Stop-Transcript'
        $run = Invoke-Block '' '' $after
        $transcript = Get-Content (Join-Path $run.Folder 't.txt') -Raw
        $transcript | Should -Match 'You said: hello'
        $transcript | Should -Match 'VERBOSE: POST /v1/chat/completions: 200'
        $transcript | Should -Match 'InvalidApiKey|The API key was not accepted'
        $transcript | Should -Not -Match ([regex]::Escape($gateway.Keys.Good.Substring(8, 20)))
    }
}

Describe 'The tests that the README shows' {
    It 'pass: <name>' -ForEach @(Get-ReadmeBlock | Where-Object { $_.name -like 'README, Testing your own scripts:*' }) {
        $file = Join-Path $TestDrive 'Readme.Tests.ps1'
        Set-Content $file $code
        $script = "Set-Location -LiteralPath '$Root'; Import-Module Pester; `$r = Invoke-Pester '$file' -PassThru -Output None; `$r.Tests | ForEach-Object { `"`$(`$_.Result) `$(`$_.ExpandedName) `$(`$_.ErrorRecord)`" }"
        $lines = (Invoke-Pwsh $script).Text -split '\r?\n'
        $lines.Count | Should -Be ([regex]::Matches($code, '(?m)^ +It ').Count)
        $lines | Where-Object { $_ -notlike 'Passed *' } | Should -BeNullOrEmpty
    }

    It 'are of both kinds' -ForEach @{ blocks = @(Get-ReadmeBlock) } {
        ($blocks.name -like 'README, Testing your own scripts:*').Count | Should -Be 2
    }
}

Describe 'The topic' {
    It 'holds no code that is not run above' -Skip:(-not $hasThreadJobs) {
        $blocks.code | Where-Object { -not $used.Contains($_) } | Should -BeNullOrEmpty
    }
}
