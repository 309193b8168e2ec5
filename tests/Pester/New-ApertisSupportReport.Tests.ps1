BeforeAll {
    . $PSScriptRoot/Gateway.ps1
    . $PSScriptRoot/Remoting.ps1
    $gateway = Start-Gateway
    Enter-TestSession $gateway $TestDrive
    Push-Location $TestDrive
}

AfterAll {
    Pop-Location
    Exit-TestSession
    Stop-Gateway $gateway
}

Describe 'New-ApertisSupportReport' {
    BeforeEach {
        $Error.Clear()
        $global:Error.Clear()
    }

    It 'reports the last error of the session' {
        Invoke-ApertisChat hello -Model gpt4o -ErrorAction SilentlyContinue
        Get-Item nowhere -ErrorAction SilentlyContinue
        $report = New-ApertisSupportReport
        $report | Should -BeOfType Apertis.SupportReport
        $report.Problem | Should -Be 'ModelNotFound'
        $report.RequestId | Should -Match '^req-'
        $report.CommandLine | Should -BeLike 'Invoke-ApertisChat <prompt> -Model gpt4o -ErrorAction SilentlyContinue # *New-ApertisSupportReport.Tests.ps1:*'
    }

    It 'says so when there is none' {
        New-ApertisSupportReport -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problems.FullyQualifiedErrorId | Should -Be 'NoApertisError,Apertis.Commands.NewApertisSupportReportCommand'
        { New-ApertisSupportReport -ErrorAction Stop } | Should -Throw -ErrorId 'NoApertisError,*'
    }

    It 'knows a command by its alias, and where its output went' {
        Set-Alias ask Invoke-ApertisChat
        ask 'a confidential matter' -Model gpt4o -ErrorAction SilentlyContinue 6> confidential.txt
        (New-ApertisSupportReport).CommandLine | Should -BeLike 'ask <prompt> -Model gpt4o -ErrorAction SilentlyContinue 6> <text> # *'
    }

    It 'shows no key that is read from a SecureString on the way' {
        try { Invoke-ApertisChat hello -ApiKey (ConvertTo-SecureString 'correct horse' -AsPlainText -Force) } catch { $_.FullyQualifiedErrorId | Should -BeLike 'MalformedApiKey,*' }
        $report = New-ApertisSupportReport
        $report.CommandLine | Should -BeLike 'Invoke-ApertisChat <prompt> -ApiKey (ConvertTo-SecureString <key> -AsPlainText -Force) # *'
        "$report" | Should -Not -Match 'horse'
    }

    It 'reports an error that came back from <Name>, with its attempts and without its prompt' -ForEach @(
        @{ Name = 'a job'; Run = { param($Script, $Arguments) Start-Job $Script -ArgumentList $Arguments | Receive-Job -Wait -AutoRemoveJob -ErrorAction SilentlyContinue } }
        @{ Name = 'a job, thrown by Receive-Job'; Run = { param($Script, $Arguments) try { Start-Job $Script -ArgumentList $Arguments | Receive-Job -Wait -AutoRemoveJob -ErrorAction Stop } catch { $script:read = $_ } } }
        @{ Name = 'a remote session'; Run = {
                param($Script, $Arguments)
                $session = Open-PipeSession
                try { Invoke-Command $session $Script -ArgumentList $Arguments -ErrorAction SilentlyContinue } finally { Close-PipeSession $session }
            }
        }
        @{ Name = 'a thread job'; Run = { param($Script, $Arguments) Start-ThreadJob $Script -ArgumentList $Arguments | Receive-Job -Wait -AutoRemoveJob -ErrorAction SilentlyContinue } }
        @{ Name = 'a file'; Run = { param($Script, $Arguments) $ErrorActionPreference = 'SilentlyContinue'; & $Script @Arguments; $Error[0] | Export-Clixml error.xml; $Error.Clear(); $global:Error.Clear(); $script:read = Import-Clixml error.xml } }
    ) {
        $script:read = $null
        $uri = Get-FaultUri $gateway 'model_overloaded;retry-after-ms=1'
        & $Run {
            param($Manifest, $Uri, $Key)
            Import-Module $Manifest
            Invoke-ApertisChat 'a most confidential matter' -BaseUri $Uri -ApiKey $Key -MaximumRetryCount 1
        } @($Manifest, $uri, $gateway.Keys.Good)
        $report = $read ? ($read | New-ApertisSupportReport) : (New-ApertisSupportReport)
        $report.Problem | Should -Be 'ModelOverloaded'
        $report.Category | Should -Be 'Server'
        $report.StatusCode | Should -Be 503
        $report.RequestId | Should -Match '^req-'
        $report.Timestamp.Offset | Should -Be ([timespan]::Zero)
        $report.ErrorJson | Should -Match 'model_overloaded'
        $report.Attempts.StatusCode | Should -Be 503, 503
        $report.Attempts[0].StartedAt | Should -BeGreaterThan ([datetimeoffset]::UtcNow.AddMinutes(-5))
        $report.RecommendedActions | Should -Not -BeNullOrEmpty
        $report.Evidence.Status | Should -Be '503'
        $report.CommandLine | Should -Match '^Invoke-ApertisChat '
        "$report" | Should -Not -Match 'confidential'
    }

    It 'saves to a path that is relative to the location, on whatever drive' {
        Invoke-ApertisChat hello -Model gpt4o -ErrorAction SilentlyContinue
        $folder = New-Item -ItemType Directory (Join-Path $TestDrive 'elsewhere')
        $null = New-PSDrive Reports FileSystem $folder
        Push-Location Reports:
        try {
            $report = New-ApertisSupportReport -Path report.md
            New-ApertisSupportReport -Path Reports:/second.md | Select-Object -First 1 | Should -Not -BeNullOrEmpty
        }
        finally {
            Pop-Location
            Remove-PSDrive Reports
        }

        Get-Content (Join-Path $folder report.md) -Raw | Should -BeExactly $report.Markdown
        Join-Path $folder second.md | Should -Exist
        [System.IO.File]::ReadAllBytes((Join-Path $folder report.md))[0] | Should -Be ([byte][char] '#')
    }

    It 'does not write where it may not' -Skip:($IsWindows -or (id -u) -eq '0') {
        Invoke-ApertisChat hello -Model gpt4o -ErrorAction SilentlyContinue
        $folder = New-Item -ItemType Directory (Join-Path $TestDrive 'locked')
        chmod 500 $folder
        New-ApertisSupportReport -Path (Join-Path $folder report.md) -ErrorVariable problems -ErrorAction SilentlyContinue | Should -Not -BeNullOrEmpty
        $problems.FullyQualifiedErrorId | Should -Be 'ReportNotSaved,Apertis.Commands.NewApertisSupportReportCommand'
        chmod 700 $folder
    }

    It 'has lists that can be indexed' {
        Invoke-ApertisChat hello -Model gpt4o -ErrorAction SilentlyContinue
        $report = New-ApertisSupportReport -IncludeConnectionTest
        $report.Attempts[-1].Number | Should -Be 1
        $report.RecommendedActions[0] | Should -BeLike 'Did you mean gpt-4o*'
        $report.Checks[-1].Name | Should -Be 'Verdict'
    }

    It 'goes through JSON and the clipboard''s text' {
        Invoke-ApertisChat hello -Model gpt4o -ErrorAction SilentlyContinue
        $report = New-ApertisSupportReport -IncludeConnectionTest
        ($report | ConvertTo-Json -Depth 5 -EnumsAsStrings | ConvertFrom-Json).Checks[-1].Name | Should -Be 'Verdict'
        "$report" | Should -BeExactly $report.Markdown
    }

    It 'loses nothing in a window of <width> columns' -ForEach @(@{ width = 40 }, @{ width = 80 }, @{ width = 200 }) {
        Invoke-ApertisChat hello -Model gpt4o -ErrorAction SilentlyContinue
        $report = New-ApertisSupportReport
        $shown = $report | Get-Shown -Width $width
        ($shown -split '\r?\n' | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual $width
        ($shown -replace '\s') | Should -BeExactly ($report.Markdown -replace '\s')
    }
}
