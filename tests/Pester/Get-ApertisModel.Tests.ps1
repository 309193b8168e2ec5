BeforeAll {
    . $PSScriptRoot/Gateway.ps1
    $gateway = Start-Gateway
    Enter-TestSession $gateway $TestDrive
}

AfterAll {
    Exit-TestSession
    Stop-Gateway $gateway
}

Describe 'Get-ApertisModel' {
    It 'needs no key for the public catalogue' {
        $env:APERTIS_API_KEY = $null
        try { @(Get-ApertisModel).Count | Should -BeGreaterThan 200 } finally { $env:APERTIS_API_KEY = $gateway.Keys.Good }
    }

    It 'works with the shell''s own cmdlets' {
        (Get-ApertisModel gpt-4.1* | Sort-Object Id | Select-Object -First 1).Id | Should -Be 'gpt-4.1'
        (Get-ApertisModel | Group-Object Owner | Where-Object Name -eq 'openai').Count | Should -BeGreaterThan 5
        'gpt-4o', 'gpt-4.1' | Get-ApertisModel | ForEach-Object Id | Should -Be 'gpt-4o', 'gpt-4.1'
        "$(Get-ApertisModel gpt-4o)" | Should -Be 'gpt-4o'
    }

    It 'names the nearest id for one that does not exist' {
        Get-ApertisModel gpt4o -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'ModelNotFound,*'
        $problems[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $problems[0].ErrorDetails.RecommendedAction | Should -Match 'gpt-4o'
    }

    It 'shows a table whose ids are whole' {
        $shown = Get-ApertisModel gpt-4.1-mini* | Get-Shown -Width 100
        $shown | Should -Match '(?m)^Id .*Owner'
        $shown | Should -Match '(?m)^gpt-4\.1-mini-2025-04-14 '
    }

    It 'shows prices in full with -Detailed, also in a narrow window' {
        $shown = Get-ApertisModel gpt-4.1* -Detailed | Get-Shown -Width 60
        $shown | Should -Match '(?m)^gpt-4\.1 .*\b\d+\.\d\d\b'
        $shown | Should -Not -Match '…\d'
    }

    It 'survives Export-Clixml, with its view, and can still be piped to the chat' {
        $file = Join-Path $TestDrive 'models.xml'
        Get-ApertisModel gpt-4o | Export-Clixml $file
        $model = Import-Clixml $file
        $model | Get-Shown | Should -Match '(?m)^gpt-4o +openai'
        ($model | Invoke-ApertisChat hi).Model | Should -Be 'gpt-4o'
    }

    It 'becomes JSON and comes back' {
        $json = Get-ApertisModel gpt-4.1 -Detailed | ConvertTo-Json | ConvertFrom-Json
        $json.Id | Should -Be 'gpt-4.1'
        $json.ContextLength | Should -BeGreaterThan 0
    }

    It 'stops at once when Select-Object has enough' {
        @(Get-ApertisModel | Select-Object -First 3).Count | Should -Be 3
    }
}
