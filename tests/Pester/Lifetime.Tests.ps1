# What the module holds on to, and when it lets go: connections and timers, over several runspaces of one process. A process of its own a case.

BeforeAll {
    . $PSScriptRoot/Gateway.ps1
    $gateway = Start-Gateway
    Enter-TestSession $gateway $TestDrive

    # The gateway has no other clients, so that these are the module's. Closing takes a moment.
    $prelude = @"
`$ErrorActionPreference = 'Stop'
`$manifest = '$($Manifest -replace "'", "''")'
function Get-ConnectionCount {
    @([System.Net.NetworkInformation.IPGlobalProperties]::GetIPGlobalProperties().GetActiveTcpConnections() |
        Where-Object { `$_.State -eq 'Established' -and `$_.RemoteEndPoint.Port -eq $(([uri] $gateway.Uri).Port) }).Count
}
function Wait-Zero([scriptblock] `$Count) {
    `$watch = [System.Diagnostics.Stopwatch]::StartNew()
    while ((`$now = & `$Count) -gt 0 -and `$watch.Elapsed.TotalSeconds -lt 10) { Start-Sleep -Milliseconds 20 }
    `$now
}
function New-Shell { `$shell = [powershell]::Create('NewRunspace'); `$null = `$shell.AddScript("Import-Module '`$manifest'").Invoke(); `$shell.Commands.Clear(); `$shell }
function Invoke-Shell(`$Shell, `$Script) { `$Shell.AddScript(`$Script).Invoke(); `$Shell.Commands.Clear(); if (`$Shell.HadErrors) { throw `$Shell.Streams.Error[0] } }

"@

    # What the case wrote, a line each.
    function Invoke-Case {
        param([Parameter(Mandatory)] [string] $Script)

        $run = Invoke-Pwsh ($prelude + $Script)
        $run.ExitCode | Should -Be 0 -Because $run.Text
        $run.Text -split '\r?\n'
    }
}

AfterAll {
    Exit-TestSession
    Stop-Gateway $gateway
}

Describe 'Removing the module' {
    It 'closes its connections, of which a bulk run leaves several' {
        $before, $after = Invoke-Case @'
Import-Module $manifest
$null = 1..24 | Invoke-ApertisChat -ThrottleLimit 6
Get-ConnectionCount
Remove-Module Apertis
Wait-Zero { Get-ConnectionCount }
'@
        [int] $before | Should -BeGreaterThan 1
        $after | Should -Be 0
    }

    It 'ends its timers' {
        $used, $left = Invoke-Case @'
$null = Invoke-RestMethod "$env:APERTIS_BASE_URL/v1/models" -SkipHttpErrorCheck -DisableKeepAlive
$own = [System.Threading.Timer]::ActiveCount
Import-Module $manifest
$null = 1..12 | Invoke-ApertisChat -ThrottleLimit 4
$null = Invoke-ApertisChat hello -Stream 6> $null
[System.Threading.Timer]::ActiveCount - $own
Remove-Module Apertis
Wait-Zero { [System.Threading.Timer]::ActiveCount - $own }
'@
        [int] $used | Should -BeGreaterThan 0
        [int] $left | Should -BeLessOrEqual 0
    }

    It 'lets it make new connections when it is imported again, and closes those too' {
        Invoke-Case @'
Import-Module $manifest
foreach ($time in 1..3) {
    "$(Invoke-ApertisChat "time $time") $(Get-ConnectionCount)"
    Import-Module $manifest -Force
    "$(Invoke-ApertisChat "again $time") $(Get-ConnectionCount)"
    Remove-Module Apertis
    Wait-Zero { Get-ConnectionCount }
    Import-Module $manifest
}
'@ | Should -Be (1..3 | ForEach-Object { "You said: time $_ 1"; "You said: again $_ 1"; '0' })
    }
}

Describe 'Several runspaces' {
    It 'keep their connections until the last one removes the module' {
        Invoke-Case @'
$one, $two, $three = 1..3 | ForEach-Object { New-Shell }
$one, $two, $three | ForEach-Object { "$(Invoke-Shell $_ 'Invoke-ApertisChat hello')" }
Invoke-Shell $one 'Remove-Module Apertis'
(Get-ConnectionCount) -gt 0
"$(Invoke-Shell $two 'Invoke-ApertisChat two')"
Invoke-Shell $two 'Remove-Module Apertis'
"$(Invoke-Shell $three '(1..8 | Invoke-ApertisChat -ThrottleLimit 4).Count')"
(Get-ConnectionCount) -gt 0
Invoke-Shell $three 'Remove-Module Apertis'
Wait-Zero { Get-ConnectionCount }
'@ | Should -Be (@('You said: hello') * 3 + 'True', 'You said: two', '8', 'True', '0')
    }

    It 'that end without removing the module hold nothing back' {
        Invoke-Case @'
$one, $two = 1..2 | ForEach-Object { New-Shell }
Import-Module $manifest
$one, $two | ForEach-Object { "$(Invoke-Shell $_ 'Invoke-ApertisChat hello')" }
$one.Runspace.Close()
$two.Runspace.Dispose()
"$(Invoke-ApertisChat 'still here')"
(Get-ConnectionCount) -gt 0
Remove-Module Apertis
Wait-Zero { Get-ConnectionCount }
'@ | Should -Be 'You said: hello', 'You said: hello', 'You said: still here', 'True', '0'
    }

    It 'do not mind one that ends while another waits for its answer' {
        Invoke-Case @'
$one, $two = 1..2 | ForEach-Object { New-Shell }
$run = $two.AddScript("Invoke-ApertisChat slow -BaseUri $env:APERTIS_BASE_URL/fault/slow/v1").BeginInvoke()
$watch = [System.Diagnostics.Stopwatch]::StartNew()
while (-not $run.IsCompleted -and (Get-ConnectionCount) -lt 1 -and $watch.Elapsed.TotalSeconds -lt 10) { Start-Sleep -Milliseconds 20 }
$one.Runspace.Close()
"$($two.EndInvoke($run))"
$two.Runspace.Close()
Wait-Zero { Get-ConnectionCount }
'@ | Should -Be 'You said: slow', '0'
    }

    It 'of a pool have the module from its initial session state, and close its connections with the pool' {
        Invoke-Case @'
$state = [initialsessionstate]::CreateDefault2()
$state.ImportPSModule($manifest)
$pool = [runspacefactory]::CreateRunspacePool($state)
$null = $pool.SetMaxRunspaces(4)
$pool.Open()
$runs = foreach ($number in 1..12) {
    $shell = [powershell]::Create()
    $shell.RunspacePool = $pool
    [pscustomobject] @{ Shell = $shell; Run = $shell.AddScript("Invoke-ApertisChat 'prompt $number'").BeginInvoke() }
}
foreach ($run in $runs) { "$($run.Shell.EndInvoke($run.Run))"; $run.Shell.Dispose() }
(Get-ConnectionCount) -gt 0
$pool.Dispose()
Wait-Zero { Get-ConnectionCount }
'@ | Should -Be (@(1..12 | ForEach-Object { "You said: prompt $_" }) + 'True', '0')
    }

    It 'of ForEach-Object -Parallel import the module each for itself, and hold nothing back' {
        $lines = Invoke-Case @'
Import-Module $manifest
1..20 | ForEach-Object -ThrottleLimit 5 -Parallel { Import-Module $using:manifest; "$(Invoke-ApertisChat "prompt $_")" } | Sort-Object { [int] ($_ -replace '\D') }
"$(Invoke-ApertisChat 'and here')"
Remove-Module Apertis
Wait-Zero { Get-ConnectionCount }
'@
        $lines | Should -Be (@(1..20 | ForEach-Object { "You said: prompt $_" }) + 'You said: and here', '0')
    }

    It 'of ForEach-Object -Parallel need no import outside' {
        Invoke-Case @'
1..3 | ForEach-Object -ThrottleLimit 3 -Parallel { Import-Module $using:manifest; "$(Invoke-ApertisChat same)" }
Wait-Zero { Get-ConnectionCount }
1..3 | ForEach-Object -ThrottleLimit 3 -Parallel { Import-Module $using:manifest; "$(Invoke-ApertisChat again)" }
Wait-Zero { Get-ConnectionCount }
'@ | Should -Be (@('You said: same') * 3 + '0' + @('You said: again') * 3 + '0')
    }
}
