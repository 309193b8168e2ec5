BeforeAll {
    . $PSScriptRoot/Gateway.ps1
    $gateway = Start-Gateway
    Enter-TestSession $gateway $TestDrive

    # Of a shell that is out of support the diagnosis warns, and so does its verdict.
    $healthy = (Test-ApertisConnection -Check Configuration)[0].Status
}

AfterAll {
    Exit-TestSession
    Stop-Gateway $gateway
}

Describe 'Test-ApertisConnection' {
    It 'checks every layer, then gives the verdict' {
        $checks = Test-ApertisConnection
        $checks.Name | Should -Be 'Configuration', 'Proxy', 'Dns', 'Tcp', 'Tls', 'Clock', 'Http', 'StatusPage', 'Key', 'Model', 'Streaming', 'Verdict'
        $checks[-1].Status | Should -Be $healthy
        $checks.Status | Should -Not -Contain 'Failed'
    }

    It 'is a condition for an if with -Quiet' {
        Test-ApertisConnection -Quiet | Should -BeOfType bool
        Test-ApertisConnection -Quiet | Should -BeTrue
        Test-ApertisConnection -Quiet -BaseUri http://127.0.0.1:9 | Should -BeFalse
    }

    It 'is no success with -Quiet when the key that was to be checked is not there' {
        $key = $env:APERTIS_API_KEY
        Remove-Item Env:APERTIS_API_KEY
        try {
            Test-ApertisConnection -Check Http, Key -Quiet | Should -BeFalse
            Test-ApertisConnection -Check Key -Quiet | Should -BeFalse
            Test-ApertisConnection -Quiet | Should -BeTrue
        }
        finally { $env:APERTIS_API_KEY = $key }
    }

    It 'warns of a key file that everybody can read' -Skip:$IsWindows {
        $key = $env:APERTIS_API_KEY
        $env:APERTIS_API_KEY = $null
        $file = New-Item -ItemType File (Join-Path $TestDrive .apertis config.json) -Force
        @{ apiKey = $key } | ConvertTo-Json | Set-Content $file
        try {
            chmod 755 $TestDrive (Split-Path $file)
            chmod 644 $file
            $check = (Test-ApertisConnection -Check Configuration)[0]
            $check.Status | Should -Be Warning
            $check.Message | Should -Match 'Every user of this machine can read'
            $check.RecommendedAction | Should -Match "chmod 600 '$([regex]::Escape($file))'"
            Test-ApertisConnection -Check Configuration -Quiet | Should -BeTrue
            chmod 600 $file
            (Test-ApertisConnection -Check Configuration)[0].Status | Should -Be $healthy
        }
        finally {
            $env:APERTIS_API_KEY = $key
            Remove-Item $file
        }
    }

    It 'names the root cause in the verdict and skips what builds on it' {
        $checks = Test-ApertisConnection -BaseUri http://127.0.0.1:9 -ErrorVariable problems
        $problems | Should -BeNullOrEmpty
        $checks[-1].Problem | Should -Be 'ConnectionRefused'
        ($checks | Where-Object Name -in Http, Key).Status | Should -Be 'Skipped', 'Skipped'
        ($checks | Where-Object Name -eq Http).Message | Should -Match 'Tcp failed'
    }

    It 'shows one line a check, and the steps of what failed' {
        $shown = Test-ApertisConnection -BaseUri http://127.0.0.1:9 | Get-Shown -Width 4096
        $shown | Should -Match '(?m)^✗ Failed +Tcp '
        $shown | Should -Match '(?m)^– Skipped Http '
        $shown | Should -Match '(?m)^ +→ '
    }

    It 'never cuts a word in two in a window of <width> columns' -ForEach @(@{ width = 60 }, @{ width = 80 }, @{ width = 120 }) {
        $checks = Test-ApertisConnection -BaseUri http://127.0.0.1:9
        $words = -split ($checks | Get-Shown -Width $width)
        foreach ($word in -split "$($checks.Message) $($checks.RecommendedAction)") { $words | Should -Contain $word }
    }

    It 'can be filtered, sorted and turned into JSON' {
        (Test-ApertisConnection | Where-Object Status -eq Failed) | Should -BeNullOrEmpty
        $json = Test-ApertisConnection | ConvertTo-Json -Depth 4 -EnumsAsStrings | ConvertFrom-Json
        $json[-1].Name | Should -Be 'Verdict'
        $json[-1].Status | Should -Be $healthy
    }

    It 'survives Export-Clixml, with its view' {
        $file = Join-Path $TestDrive 'checks.xml'
        Test-ApertisConnection | Export-Clixml $file
        Import-Clixml $file | Get-Shown | Should -Match "(?m)^\S $healthy +Verdict"
    }

    It 'hands over each check as soon as it is done' {
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        $first = Test-ApertisConnection -BaseUri (Get-FaultUri $gateway 'hang') | Select-Object -First 4
        $watch.Elapsed | Should -BeLessThan ([timespan]::FromSeconds(2))
        $first.Name | Should -Be 'Configuration', 'Proxy', 'Dns', 'Tcp'
    }

    It 'tests a model and its streaming' {
        $checks = Test-ApertisConnection gpt-4o-mini
        ($checks | Where-Object Name -in Model, Streaming).Status | Should -Be 'Passed', 'Passed'
    }

    It 'repeats until it is stopped, each line with its time' {
        $shown = Test-ApertisConnection -Continuous -Delay 0 | Select-Object -First 13 | Get-Shown -Width 4096
        @($shown -split '\r?\n' -match "^\d\d:\d\d:\d\d \S $healthy +Verdict").Count | Should -Be 2
    }

    It 'writes nothing but a boolean with -Quiet, whatever is shown' {
        $all = & { $VerbosePreference = 'Continue'; Test-ApertisConnection -Quiet -BaseUri http://127.0.0.1:9 -Verbose:$false } *>&1
        $all | Should -BeOfType bool
        @($all).Count | Should -Be 1
    }

    It 'is the exit code of a CI step' {
        foreach ($uri in $gateway.Uri, 'http://127.0.0.1:9') {
            $run = Invoke-Pwsh "`$env:APERTIS_BASE_URL = '$uri'; Import-Module '$Manifest'; exit [int](-not (Test-ApertisConnection -Quiet))"
            $run.Text | Should -BeNullOrEmpty
            $run.ExitCode | Should -Be ($uri -eq $gateway.Uri ? 0 : 1)
        }
    }

    It 'completes the names of the checks' {
        [System.Management.Automation.CommandCompletion]::CompleteInput('Test-ApertisConnection -Check St', 32, $null).CompletionMatches.CompletionText | Should -Be 'StatusPage', 'Streaming'
    }
}
