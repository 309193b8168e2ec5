BeforeAll {
    . $PSScriptRoot/Gateway.ps1
    $gateway = Start-Gateway
    Enter-TestSession $gateway $TestDrive
}

AfterAll {
    Exit-TestSession
    Stop-Gateway $gateway
}

Describe 'Test-ApertisKey' {
    It 'is a condition for an if with -Quiet' {
        $(if (Test-ApertisKey -Quiet) { 'usable' } else { 'not usable' }) | Should -Be 'usable'
        $(if (Test-ApertisKey $gateway.Keys.QuotaExceeded -Quiet) { 'usable' } else { 'not usable' }) | Should -Be 'not usable'
        Test-ApertisKey -Quiet | Should -BeOfType bool
    }

    It 'reports a bad key as a result and writes no error: <name>' -ForEach @(
        @{ name = 'QuotaExceeded'; status = 'Billing'; valid = $true }
        @{ name = 'Expired'; status = 'Expired'; valid = $false }
        @{ name = 'IpNotAllowed'; status = 'IpNotAllowed'; valid = $true }
    ) {
        $result = Test-ApertisKey $gateway.Keys[$name] -ErrorVariable problems
        $problems | Should -BeNullOrEmpty
        $result.Status | Should -Be $status
        $result.IsValid | Should -Be $valid
        $result.IsUsable | Should -BeFalse
        $result.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'takes keys as SecureString, as credential, and from the pipeline' {
        $secret = ConvertTo-SecureString $gateway.Keys.Good -AsPlainText -Force
        (Test-ApertisKey $secret).IsUsable | Should -BeTrue
        (Test-ApertisKey ([pscredential]::new('any', $secret))).IsUsable | Should -BeTrue
        ($gateway.Keys.Good, $gateway.Keys.Expired | Test-ApertisKey).IsUsable | Should -Be $true, $false
        ([pscustomobject]@{ ApiKey = $gateway.Keys.Good } | Test-ApertisKey).IsUsable | Should -BeTrue
    }

    It 'takes the key from config.json' -Skip:$IsWindows {
        $null = New-Item -ItemType Directory (Join-Path $TestDrive '.apertis') -Force
        @{ apiKey = $gateway.Keys.Good } | ConvertTo-Json | Set-Content (Join-Path $TestDrive '.apertis/config.json')
        $env:APERTIS_API_KEY = $null
        try { (Test-ApertisKey).Source | Should -Be 'ConfigurationFile' }
        finally {
            $env:APERTIS_API_KEY = $gateway.Keys.Good
            Remove-Item (Join-Path $TestDrive '.apertis') -Recurse -Force
        }
    }

    It 'cleans what clings to a pasted key, and says so' {
        $result = Test-ApertisKey " `"Bearer $($gateway.Keys.Good)$([char]0x200B)`" "
        $result.IsUsable | Should -BeTrue
        $result.Findings.Kind | Should -Contain 'BearerPrefix'
        $result.Findings.Kind | Should -Contain 'InvisibleCharacter'
        $result | Out-String | Should -Match 'U\+200B|position'
    }

    It 'names a placeholder first when it is refused: <key>' -ForEach @(
        @{ key = 'sk-xxx' }
        @{ key = 'your-api-key' }
    ) {
        $result = Test-ApertisKey $key
        $result.Findings.Kind | Should -Be 'Placeholder'
        $result.Findings.Severity | Should -Be 'Warning'
        $result.RecommendedAction | Should -Match '\APut a real key in the place of the placeholder'
    }

    It 'tests several keys side by side and gives their results in order' {
        $keys = @($gateway.Keys.Good, $gateway.Keys.Expired, $gateway.Keys.RateLimited, $gateway.Keys.Subscription) * 5
        ($keys | Test-ApertisKey -ThrottleLimit 8).Status | Should -Be (@('Valid', 'Expired', 'RateLimited', 'Valid') * 5)
        (Test-ApertisKey $keys -ThrottleLimit 8 | Select-Object -First 2).Status | Should -Be 'Valid', 'Expired'
    }

    It 'shows the ladder of the guide for a subscription key that fails' {
        $shown = Test-ApertisKey $gateway.Keys.SubscriptionQuotaExceeded | Out-String -Width 300
        $shown | Should -Match 'RecommendedAction +: (→|->) Subscription status: active \(plan Pro'
        $shown | Should -Match 'PAYG fallback: off\.'
    }

    It 'never shows the key' {
        $shown = Test-ApertisKey | Format-List * | Out-String -Width 4096
        $shown | Should -Match 'sk-\w{2}…\w{4}'
        $shown | Should -Not -Match ([regex]::Escape($gateway.Keys.Good))
        Test-ApertisKey | ConvertTo-Json -Depth 5 | Should -Not -Match ([regex]::Escape($gateway.Keys.Good))
    }

    It 'survives Export-Clixml, with its view' {
        $file = Join-Path $TestDrive 'key.xml'
        Test-ApertisKey | Export-Clixml $file
        (Get-Content $file -Raw) | Should -Not -Match ([regex]::Escape($gateway.Keys.Good))
        Import-Clixml $file | Out-String | Should -Match '(?m)^Status +: Valid'
    }

    It 'keeps the key out of what PowerShell records of the call' {
        function Get-Bound { [CmdletBinding()] param([Apertis.ApiKey] $ApiKey) $PSBoundParameters | Out-String }
        Get-Bound -ApiKey ([Apertis.ApiKey]::new($gateway.Keys.Good)) | Should -Not -Match ([regex]::Escape($gateway.Keys.Good))
    }
}
