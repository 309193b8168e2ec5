BeforeAll {
    . $PSScriptRoot/Gateway.ps1
    $gateway = Start-Gateway
    Enter-TestSession $gateway $TestDrive

    # Waits for so many requests to a fault, each of which wants an id of its own for that.
    function Wait-Request {
        param([Parameter(Mandatory)] [string] $Fault, [Parameter(Mandatory)] [int] $Count)

        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        do {
            Start-Sleep -Milliseconds 50
            $seen = @(Invoke-RestMethod "$($gateway.Uri)/_gateway/requests?under=/fault/$Fault/")[0].Count
        } until ($seen -ge $Count -or $watch.Elapsed.TotalSeconds -gt 30)
        $seen | Should -BeGreaterOrEqual $Count
    }
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
        $fault = 'hang-prompt;text=head;id=stopped'
        $shell = [powershell]::Create('NewRunspace').AddScript("Import-Module '$Manifest'; & { 'head'; 1..1000 } | Invoke-ApertisChat -ThrottleLimit 4 -BaseUri '$(Get-FaultUri $gateway $fault)'")
        $run = $shell.BeginInvoke()
        Wait-Request $fault 33
        $run.IsCompleted | Should -BeFalse
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

# tmux is a console that a script can look at and type into.
Describe 'Many prompts in a console' -Skip:(-not (Get-Command tmux -ErrorAction Ignore)) {
    BeforeAll {
        $tmux = '-L', "apertis-$PID"

        # Every screen up to the one that matches.
        function Watch-Screen {
            param([Parameter(Mandatory)] [string] $Until)

            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            do {
                Start-Sleep -Milliseconds 30
                $screen = (tmux @tmux capture-pane -p) -join "`n"
                $screen
            } until ($screen -match $Until -or $watch.Elapsed.TotalSeconds -gt 30)
        }

        function Start-Console {
            param([Parameter(Mandatory)] [string] $Script)

            $file = Join-Path $TestDrive 'console.ps1'
            $Script | Set-Content $file
            tmux @tmux new-session -d -x 120 -y 20 -e "HOME=$env:HOME" "'$((Get-Process -Id $PID).Path)' -NoProfile -NoExit -Command Import-Module '$Manifest'"
            $null = Watch-Screen '(?m)^PS '

            # Not as an argument of pwsh, which ends with a script that Ctrl+C ends.
            tmux @tmux send-keys "clear; . '$file'" Enter
        }
    }

    AfterEach { tmux @tmux kill-server }

    It 'have a progress bar that counts, and none is left at the end' {
        Start-Console "`$answers = 1..60 | Invoke-ApertisChat -ThrottleLimit 4 -ExpectedCount 60 -BaseUri '$(Get-FaultUri $gateway 'slow-prompt;ms=250')'; `"answers: `$(`$answers.Count)`""
        $shown = @(Watch-Screen 'answers: \d')
        @($shown -match 'Invoke-ApertisChat .*\d+ of 60 done, 0 failed, \d under way').Count | Should -BeGreaterThan 0
        $shown[-1] | Should -Match 'answers: 60'
        $shown[-1] | Should -Not -Match 'under way'
    }

    It 'tell on Ctrl+C where the answers are that a hanging one held back' {
        $fault = 'hang-prompt;text=head;id=console'
        Start-Console "& { 'head'; 1..1000 } | Invoke-ApertisChat -ThrottleLimit 4 -BaseUri '$(Get-FaultUri $gateway $fault)'"
        Wait-Request $fault 33
        tmux @tmux send-keys C-c
        @(Watch-Screen 'ApertisUnwrittenResult')[-1] | Should -Match 'WARNING: \d+ answers .*\$ApertisUnwrittenResult'
        tmux @tmux send-keys '"kept: $($ApertisUnwrittenResult.Count) from $($ApertisUnwrittenResult[0].Index)"' Enter
        @(Watch-Screen 'kept: \d')[-1] | Should -Match 'kept: (29|3[0-5]) from 1'
    }
}
