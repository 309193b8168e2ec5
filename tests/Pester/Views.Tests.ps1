BeforeAll {
    . $PSScriptRoot/Gateway.ps1
    $gateway = Start-Gateway
    Enter-TestSession $gateway $TestDrive

    # What is shown, without what differs from one run to the next.
    function Show([int] $Width = 120) { ($input | Get-Shown -Width $Width) -replace '\d+\.\d\d s', 'T s' -replace '\d+ ms', 'T ms' }
}

AfterAll {
    Exit-TestSession
    Stop-Gateway $gateway
}

Describe 'A table' {
    It 'of answers has their place, model, tokens, time and text' {
        $table = 'one', 'two' | Invoke-ApertisChat | Format-Table | Show
        $table | Should -Match 'Index\s+Model\s+Tokens\s+Time\s+Finish\s+Prompt\s+Content'
        $table | Should -Match '1\s+gpt-4\.1\s+4\s+T s\s+stop\s+two\s+You said: two'
    }

    It 'of streamed answers is the same' {
        'one' | Invoke-ApertisChat -Stream 6>$null | Format-Table | Show | Should -Match 'gpt-4\.1\s+4\s+T s\s+stop\s+one\s+You said: one'
    }

    It 'of keys has their status' {
        $gateway.Keys.Good, $gateway.Keys.Expired | Test-ApertisKey | Format-Table | Show | Should -Match '(?s)Key\s+Status\s+IsUsable\s+Quota\s+Message.*Valid\s+True.*Expired\s+False'
    }

    It 'of checks has their status and message' {
        Test-ApertisConnection | Format-Table | Show | Should -Match '(?s)Status\s+Name\s+Time\s+Problem\s+Message.*(Passed|Warning)\s+Verdict\s+T ms'
    }
}

Describe 'A list' {
    It 'of <Type> has what matters, and with * everything' -ForEach @(
        @{ Type = 'answers'; Script = { Invoke-ApertisChat hello }; Names = 'Content', 'Model', 'FinishReason', 'Usage', 'Duration', 'RequestId'; More = 'Messages' }
        @{ Type = 'checks'; Script = { Test-ApertisConnection -Check Http | Select-Object -First 1 }; Names = 'Status', 'Name', 'Target', 'Message', 'RecommendedAction', 'Problem'; More = 'Evidence' }
        @{ Type = 'reports'; Script = { Test-ApertisKey | New-ApertisSupportReport }; Names = 'Problem', 'Message', 'CommandLine', 'RequestId', 'Timestamp', 'FileName'; More = 'Markdown' }
    ) {
        $object = & $Script
        $copy = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($object))
        foreach ($one in $object, $copy) {
            $one | Format-List | Show | Select-String '(?m)^(\w+) +:' -AllMatches | ForEach-Object { $_.Matches.ForEach{ $_.Groups[1].Value } } | Should -Be $Names
            $one | Format-List * | Show | Should -Match "(?m)^$More +:"
        }
    }

    It 'of a key and checks in one output shows of each check what matters' {
        $shown = & { Test-ApertisKey; Test-ApertisConnection -Check Http } | Show
        $shown | Should -Match '(?s)Key +: sk-.*Status +: Passed\s+Name +: Verdict\s+Target.*Problem +:'
        $shown | Should -Not -Match 'Evidence'
    }
}

Describe 'A view' {
    It 'of <Name> is the same after a trip through serialisation' -ForEach @(
        @{ Name = 'an answer'; Script = { Invoke-ApertisChat hello } }
        @{ Name = 'a streamed answer'; Script = { Invoke-ApertisChat hello -Stream 6>$null } }
        @{ Name = 'a piece of an answer'; Script = { Invoke-ApertisChat hello -AsDelta | Select-Object -First 1 } }
        @{ Name = 'models'; Script = { Get-ApertisModel gpt-4o* } }
        @{ Name = 'models with details'; Script = { Get-ApertisModel gpt-4o* -Detailed } }
        @{ Name = 'a key'; Script = { Test-ApertisKey } }
        @{ Name = 'a connection'; Script = { Test-ApertisConnection } }
        @{ Name = 'a report'; Script = { New-ApertisSupportReport -IncludeConnectionTest } }
    ) {
        $live = & $Script
        $returned = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($live))
        $returned | Show | Should -Be ($live | Show)
        $live | Show | Should -Not -BeNullOrEmpty
    }

    It 'has no colour under NO_COLOR' {
        $env:NO_COLOR = '1'
        try { $run = Invoke-Pwsh "Import-Module '$Manifest'; Invoke-ApertisChat hello; Test-ApertisConnection; Get-ApertisModel gpt-4o" }
        finally { Remove-Item Env:NO_COLOR }

        $run.Text | Should -Match 'You said: hello'
        $run.Text | Should -Not -Match '\e'
    }

    It 'of <Name> loses no line in a narrow window' -ForEach @(
        @{ Name = 'an answer'; Script = { Invoke-ApertisChat 'one two three four five six seven eight nine ten' } }
        @{ Name = 'a key'; Script = { Test-ApertisKey } }
        @{ Name = 'a connection'; Script = { Test-ApertisConnection } }
    ) {
        $result = & $Script
        $narrow = $result | Show -Width 30
        ($narrow -split '\r?\n' | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 30
        foreach ($word in ($result | Show) -split '\s+' | Where-Object { $_ -and $_.Length -lt 12 -and $_ -notmatch '^\d' }) { $narrow | Should -Match ([regex]::Escape($word)) }
    }
}
