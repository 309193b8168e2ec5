BeforeAll {
    . $PSScriptRoot/Gateway.ps1
    $gateway = Start-Gateway
    Enter-TestSession $gateway $TestDrive
}

AfterAll {
    Exit-TestSession
    Stop-Gateway $gateway
}

Describe 'Many prompts' {
    It 'come from the lines of a file, and their answers in the order of the lines' {
        $file = Join-Path $TestDrive 'prompts.txt'
        1..60 | ForEach-Object { $_ % 3 ? "line $_" : "slow line $_" } | Set-Content $file
        $answers = Get-Content $file | Invoke-ApertisChat -ThrottleLimit 8 -BaseUri (Get-FaultUri $gateway 'slow-prompt;text=slow;ms=60')
        $answers.Prompt | Should -Be (Get-Content $file)
        $answers.Content | Should -Be (Get-Content $file | ForEach-Object { "You said: $_" })
        $answers.Index | Should -Be (0..59)
    }

    It 'come from the columns of a CSV file' {
        $file = Join-Path $TestDrive 'prompts.csv'
        1..20 | ForEach-Object { [pscustomobject] @{ Prompt = "row $_"; Model = ('gpt-4o', 'gpt-4o-mini')[$_ % 2]; Note = 'x' } } | Export-Csv $file
        $answers = Import-Csv $file | Invoke-ApertisChat -ThrottleLimit 4
        $answers.Prompt | Should -Be (1..20 | ForEach-Object { "row $_" })
        $answers.RequestedModel | Should -Be (1..20 | ForEach-Object { ('gpt-4o', 'gpt-4o-mini')[$_ % 2] })
    }

    It 'can be asked again where they failed' {
        $uri = Get-FaultUri $gateway 'flaky;percent=40;kinds=503;id=again'
        $answers = 1..40 | Invoke-ApertisChat -ThrottleLimit 8 -BaseUri $uri -MaximumRetryCount 0 -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems.Count | Should -BeGreaterThan 0
        $again = $problems.TargetObject | Invoke-ApertisChat -ThrottleLimit 8
        @($answers.Prompt) + @($again.Prompt) | Sort-Object { [int] $_ } | Should -Be (1..40 | ForEach-Object { "$_" })
        $problems.TargetObject.Prompt | Should -Be $again.Prompt
    }

    It 'are spread over several keys, of which a dead one is dropped with one warning' {
        $answers = 1..30 | Invoke-ApertisChat -ThrottleLimit 4 -ApiKey $gateway.Keys.Expired, (ConvertTo-SecureString $gateway.Keys.Good -AsPlainText -Force), $gateway.Keys.GoodSecond -WarningVariable warnings -WarningAction SilentlyContinue
        $answers.Index | Should -Be (0..29)
        $warnings.Count | Should -Be 1
        "$warnings" | Should -Match ([regex]::Escape($gateway.Keys.Expired.Substring(0, 5) + '…'))
        "$warnings" | Should -Not -Match ([regex]::Escape($gateway.Keys.Expired.Substring(8, 8)))
    }

    It 'can have keys in $PSDefaultParameterValues' {
        $PSDefaultParameterValues = @{ '*-Apertis*:ApiKey' = @($gateway.Keys.GoodSecond, $gateway.Keys.GoodThird) }
        ('a', 'b' | Invoke-ApertisChat -ThrottleLimit 2).Content | Should -Be 'You said: a', 'You said: b'
    }
}

Describe 'Stopping many prompts' {
    BeforeEach { $global:ApertisUnwrittenResult = $null }

    AfterAll { Remove-Variable ApertisUnwrittenResult -Scope Global -ErrorAction Ignore }

    It 'ends within a second once Select-Object has enough, although others hang' {
        $uri = Get-FaultUri $gateway 'hang-prompt;text=hang'
        $null = Invoke-ApertisChat warm -BaseUri $uri
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        $first = 'a', 'hang b', 'hang c', 'd', 'hang e' | Invoke-ApertisChat -ThrottleLimit 4 -BaseUri $uri | Select-Object -First 1
        $watch.Elapsed | Should -BeLessThan ([timespan]::FromSeconds(1))
        $first.Content | Should -Be 'You said: a'
    }

    It 'keeps what a slow head held back when Select-Object has enough' {
        $first = & { 'head'; 1..1000 } | Invoke-ApertisChat -ThrottleLimit 4 -BaseUri (Get-FaultUri $gateway 'slow-prompt;text=head;ms=1500') | Select-Object -First 1
        $first.Prompt | Should -Be 'head'
        $ApertisUnwrittenResult.Count | Should -BeIn (29..35)
        $ApertisUnwrittenResult | ForEach-Object { $_ | Should -BeOfType Apertis.ChatResult }
        $ApertisUnwrittenResult.Index | Should -Be (1..$ApertisUnwrittenResult.Count)
    }

    It 'keeps what a hanging head held back on Ctrl+C, and ends within a second' {
        $shell = [powershell]::Create('NewRunspace').AddScript("Import-Module '$Manifest'; & { 'head'; 1..1000 } | Invoke-ApertisChat -ThrottleLimit 4 -BaseUri '$(Get-FaultUri $gateway 'hang-prompt;text=head')'")
        $run = $shell.BeginInvoke()
        # Nothing tells when the window is full; the head hangs in any case.
        $run.AsyncWaitHandle.WaitOne(2500) | Should -BeFalse
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        $shell.Stop()
        $watch.Elapsed | Should -BeLessThan ([timespan]::FromSeconds(1))
        $kept = $shell.Runspace.SessionStateProxy.GetVariable('ApertisUnwrittenResult')
        $kept.Count | Should -BeIn (29..35)
        $kept.Index | Should -Be (1..$kept.Count)
        $shell.Runspace.Dispose()
        $shell.Dispose()
    }
}

Describe 'Many prompts in a console' {
    # script(1) of util-linux gives a terminal to a command that has none.
    It 'have a progress bar that counts, and none is left at the end' -Skip:(-not ($IsLinux -and (Get-Command script -ErrorAction Ignore))) {
        $file = Join-Path $TestDrive 'bar.ps1'
        @"
Import-Module '$Manifest'
`$answers = 1..40 | Invoke-ApertisChat -ThrottleLimit 4 -ExpectedCount 40 -BaseUri '$(Get-FaultUri $gateway 'slow-prompt;ms=250')'
"answers: `$(`$answers.Count)"
"@ | Set-Content $file
        $terminal = $env:TERM
        try {
            $env:TERM = 'xterm-256color'
            $shown = ('' | script -qec "stty cols 120 rows 40; '$((Get-Process -Id $PID).Path)' -NoProfile -NonInteractive -File '$file'" /dev/null) -join "`n"
        }
        finally { $env:TERM = $terminal }

        $shown | Should -Match 'Invoke-ApertisChat .*\d+ done, 0 failed, \d under way'
        $shown | Should -Match 'answers: 40\s*'
        ($shown -split 'answers: 40')[1] | Should -Not -Match 'under way'
    }
}
